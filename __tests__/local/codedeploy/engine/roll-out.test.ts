import { Clock } from "../../../../local/clock/clock";
import { Deployment } from "../../../../local/codedeploy/engine/deployment";
import { rollOut } from "../../../../local/codedeploy/engine/roll-out";

function newDeployment(): Deployment {
  const place = { account: "222222222222", region: "eu-west-1" };
  const info = { applicationName: "shop", deploymentGroupName: "shop-blue" };
  const group = {
    id: "g",
    info,
    tags: [],
    launchedWithoutHook: new Set<string>(),
    lastSuccessful: undefined,
  };
  const input = { applicationName: "shop", revision: { s3Location: { bucket: "releases", key: "v1.zip" } } };
  return new Deployment(place, group, input, "user", new Clock());
}

/** Rolls out over instances 0, 1, …: `outcomes` says which of them succeed. */
async function roll(outcomes: readonly boolean[]): Promise<Deployment> {
  const deployment = newDeployment();
  await rollOut(deployment, Array.from(outcomes.keys(), String), (id) =>
    Promise.resolve(outcomes[Number(id)] ?? false),
  );
  return deployment;
}

test("works on all instances at once", async () => {
  const deployment = newDeployment();
  const working: string[] = [];
  await rollOut(deployment, ["0", "1", "2"], async (id) => {
    working.push(id);
    await Promise.resolve();
    expect(working).toHaveLength(3);
    return true;
  });
  expect(deployment.info).toMatchObject({ status: "Succeeded", deploymentOverview: { Succeeded: 3 } });
});

test.each([
  [[false, true, false], "Succeeded", undefined],
  [[false, false], "Failed", "HEALTH_CONSTRAINTS"],
  [[], "Failed", "NO_INSTANCES"],
])("with the outcomes %j it has %s: %s", async (outcomes, status, code) => {
  const deployment = await roll(outcomes);
  expect(deployment.info).toMatchObject({
    status,
    deploymentOverview: {
      Succeeded: outcomes.filter(Boolean).length,
      Failed: outcomes.filter((succeeded) => !succeeded).length,
    },
  });
  expect(deployment.info.errorInformation?.code).toBe(code);
  expect(deployment.active).toBe(false);
});

test("an instance that a stop cut short is skipped, one that failed has failed", async () => {
  const deployment = newDeployment();
  await rollOut(deployment, ["0", "1"], (id) => {
    deployment.stop.abort();
    if (id === "1") deployment.note(id, "Install", "Failed");
    return Promise.resolve(false);
  });
  expect(deployment.info).toMatchObject({
    status: "Stopped",
    deploymentOverview: { Skipped: 1, Failed: 1 },
  });
});
