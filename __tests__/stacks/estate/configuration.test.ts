import { readConfiguration } from "../../../stacks/estate/configuration";
import { estateWith } from "./estate-with";

test("reads the project's own data and file", async () => {
  const { estate, backend } = await readConfiguration();
  expect([estate.application, backend.bucket]).toEqual(["slipway", "slipway-state-111111111111-eu-west-1"]);
});

test("reports the mistakes of the data and those of the file together", async () => {
  const data = estateWith({ "tools.deployRole": "other", "environments.dev.account": "1" });
  await expect(readConfiguration(data)).rejects.toMatchObject({
    mistakes: [
      'environments.dev.account: must be 12 digits, got "1"',
      "terraform-backend.hcl: assume_role.role_arn must be the deploy role of tools, " +
        'arn:aws:iam::111111111111:role/other, got "arn:aws:iam::111111111111:role/slipway-deploy"',
    ],
  });
});

test("says which file must name the estate", async () => {
  await expect(readConfiguration(null)).rejects.toMatchObject({
    mistakes: ["estate: must be an object, got null"],
  });
});
