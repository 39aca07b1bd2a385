import fc from "fast-check";
import { Clock } from "../../../../local/clock/clock";
import { Deployment } from "../../../../local/codedeploy/engine/deployment";
import {
  type HealthRule,
  minimumHealthy,
  predefinedConfigs,
} from "../../../../local/codedeploy/engine/minimum-healthy";
import { rollOut } from "../../../../local/codedeploy/engine/rollout";

function newDeployment(): Deployment {
  const place = { account: "222222222222", region: "eu-west-1" };
  const group = { id: "g", info: { applicationName: "shop", deploymentGroupName: "shop-blue" } };
  return new Deployment(place, group, { applicationName: "shop" }, "user", new Clock());
}

/** Rolls out over instances 0, 1, …: `outcomes` says which of them succeed. */
async function roll(config: string, outcomes: readonly boolean[]) {
  const deployment = newDeployment();
  const rule = predefinedConfigs[config] ?? {};
  let most = 0;
  await rollOut(deployment, Array.from(outcomes.keys(), String), rule, async (id) => {
    most = Math.max(most, deployment.overview.InProgress);
    await Promise.resolve();
    return outcomes[Number(id)] ?? false;
  });
  return { deployment, most };
}

test("AllAtOnce works on all at once and succeeds if one instance does", async () => {
  const { deployment, most } = await roll("CodeDeployDefault.AllAtOnce", [false, true, false]);
  expect(most).toBe(3);
  expect(deployment.info).toMatchObject({
    status: "Succeeded",
    deploymentOverview: { Succeeded: 1, Failed: 2 },
  });
});

test("OneAtATime stops at the first failure and skips the rest", async () => {
  const { deployment, most } = await roll("CodeDeployDefault.OneAtATime", [true, false, true]);
  expect(most).toBe(1);
  expect(deployment.info).toMatchObject({
    status: "Failed",
    errorInformation: { code: "HEALTH_CONSTRAINTS" },
    deploymentOverview: { Succeeded: 1, Failed: 1, Skipped: 1 },
  });
});

test("OneAtATime succeeds when only the last instance fails", async () => {
  const { deployment } = await roll("CodeDeployDefault.OneAtATime", [true, true, false]);
  expect(deployment.status).toBe("Succeeded");
});

test("refuses a rule that no instance may be taken out of", async () => {
  const deployment = newDeployment();
  await rollOut(deployment, ["0"], { type: "HOST_COUNT", value: 1 }, () => Promise.resolve(true));
  expect(deployment.info).toMatchObject({
    status: "Failed",
    errorInformation: { code: "HEALTH_CONSTRAINTS_INVALID" },
  });
});

test("never works on more instances than the rule allows, and accounts for each of them", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(predefinedConfigs)),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }),
      async (config, outcomes) => {
        const { deployment, most } = await roll(config, outcomes);
        const rule: HealthRule = predefinedConfigs[config] ?? {};
        expect(outcomes.length - most).toBeGreaterThanOrEqual(minimumHealthy(rule, outcomes.length));
        const { Succeeded, Failed, Skipped } = deployment.overview;
        expect(Succeeded + Failed + Skipped).toBe(outcomes.length);
        expect(deployment.active).toBe(false);
      },
    ),
    { numRuns: 50 },
  );
});
