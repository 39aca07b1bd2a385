import { estate } from "../../../stacks/estate/data";
import { nameMistakes } from "../../../stacks/estate/name-rules";
import { takenNames } from "../../../stacks/estate/taken-names";
import { Platform } from "../platform";
import { estateWith } from "./estate-with";

/** Attributes that hold names such as `terraform-backend.hcl` has. */
const NAMES: readonly (readonly [type: string, attribute: string])[] = [
  ["aws_s3_bucket", "bucket"],
  ["aws_dynamodb_table", "name"],
  ["aws_kms_alias", "name"],
];

test("no bucket, table or key of any stack but the states' own is missing", () => {
  const platform = new Platform();
  const made = platform.ids
    .filter((id) => id !== "state")
    .flatMap((id) => {
      const { resource } = platform.json(id);
      return NAMES.flatMap(([type, name]) => Object.values(resource[type] ?? {}).map((one) => one[name]));
    });
  expect(made.length).toBeGreaterThan(25);
  expect(made.filter((name) => !takenNames(estate).includes(String(name)))).toEqual([]);
});

test("a deploy role is called as no role of any stack is", () => {
  const platform = new Platform();
  const roles = platform.ids
    .filter((id) => !id.endsWith("-account"))
    .flatMap((id) => Object.values(platform.json(id).resource["aws_iam_role"] ?? {}));
  expect(roles.length).toBeGreaterThan(30);
  const free = roles.map(({ name }) => String(name)).filter((name) => mistakesOf(name).length === 0);
  expect(free).toEqual([]);
});

function mistakesOf(deployRole: string): unknown[] {
  return nameMistakes(estateWith({ "environments.dev.deployRole": deployRole }));
}

test("there are none while the data has no application to name them after", () => {
  expect(takenNames({ ...estate, application: 1 })).toEqual([]);
});

test("an environment with mistakes takes nothing from the others", () => {
  const { dev } = estate.environments;
  const taken = takenNames({ ...estate, environments: { dev, staging: { account: "1" } } });
  expect(taken).toContain("slipway-dev-audit-222222222222-eu-west-1");
});
