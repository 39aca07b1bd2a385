import { STS } from "@aws-sdk/client-sts";
import type { App } from "cdktf";
import { AccountStack } from "../../stacks/account-stack";
import { parseEstate } from "../../stacks/estate/parse";
import { NetworkStack } from "../../stacks/network-stack";
import { Deployment } from "../local/deployment";
import { estateWith } from "./estate/estate-with";
import { backend } from "./platform";

jest.setTimeout(300_000);

let deployment: Deployment;

/** As new accounts are: with nothing in them but the role that an organization makes. */
beforeAll(async () => {
  deployment = await Deployment.start(20, undefined, () => Promise.resolve([]));
  // Whom a role trusts must exist: here, an account is there once anybody was in it.
  await new STS(deployment.client({ account: "111111111111", region: "eu-west-1" })).getCallerIdentity();
});

afterAll(async () => {
  await deployment.close();
}, 60_000);

/** Dev with all that an account may have, and some of it changed. */
function devWith(changes: Record<string, unknown> = {}): (app: App) => void {
  const estate = parseEstate(estateWith({ "environments.dev.audit.config": "make", ...changes }));
  return (app) => {
    const [environment] = estate.environments;
    if (environment === undefined) throw new Error("the data must have dev");
    new AccountStack(app, "dev-account", { configuration: { estate, backend }, place: environment });
    new NetworkStack(app, "dev-network", { estate, environment });
  };
}

test("an administrator makes an account, changes it in place, and takes it away again", async () => {
  deployment.synthesize(devWith());
  await expect(deployment.apply("dev-network")).rejects.toThrow("AccessDenied");
  await deployment.apply("dev-account");
  expect(await deployment.differs("dev-account")).toBe(false);
  // As the role that is there now.
  expect(await deployment.differs("dev-network")).toBe(true);

  deployment.synthesize(
    devWith({
      "environments.dev.budget.monthlyUsd": 300,
      "environments.dev.recipients": ["dev@example.com", "on-call@example.com"],
      "environments.dev.audit.retentionDays": 180,
      "web.dev.fleet.amiParameter": "/images/shop",
    }),
  );
  await deployment.apply("dev-account");
  expect(await deployment.differs("dev-account")).toBe(false);
  await deployment.destroy("dev-account");
});
