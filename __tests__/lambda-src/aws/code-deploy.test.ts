import type { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { CodeDeployments } from "../../../lambda-src/aws/code-deploy";
import { fakeClient } from "../fake-client";

const revision = { bucket: "artifacts", key: "releases/v2/app.zip", objectVersion: "3sL4", sha256: "" };
const group = { applicationName: "app", deploymentGroupName: "dev-green" };

function deployments(answers: Record<string, unknown>) {
  const { client, sent } = fakeClient<CodeDeployClient>(answers);
  const groups = { blue: "dev-blue", green: "dev-green" };
  return { deployments: new CodeDeployments(client, "app", groups), sent };
}

test("deploys exactly one version of the object, over the files and a broken stop hook of the last one", async () => {
  const { deployments: all, sent } = deployments({ CreateDeployment: { deploymentId: "d-1" } });
  await expect(all.create("green", revision, "arn:release:1")).resolves.toBe("d-1");
  const s3Location = { bucket: "artifacts", key: "releases/v2/app.zip", version: "3sL4", bundleType: "zip" };
  expect(sent).toEqual([
    [
      "CreateDeployment",
      {
        ...group,
        description: "arn:release:1",
        revision: { revisionType: "S3", s3Location },
        fileExistsBehavior: "OVERWRITE",
        ignoreApplicationStopFailures: true,
      },
    ],
  ]);
});

test("asks for the deployments of one group that have not ended", async () => {
  const { deployments: all, sent } = deployments({ ListDeployments: { deployments: ["d-1"] } });
  await expect(all.running("green")).resolves.toEqual(["d-1"]);
  expect(sent).toEqual([
    ["ListDeployments", { ...group, includeOnlyStatuses: ["Created", "Queued", "InProgress", "Ready"] }],
  ]);
});

test("tells how many instances succeeded, and why others did not", async () => {
  const deploymentInfo = {
    status: "Failed",
    description: "arn:release:1",
    deploymentOverview: { Succeeded: 1, Failed: 1 },
    errorInformation: { code: "HEALTH_CONSTRAINTS", message: "too many" },
  };
  const { deployments: all } = deployments({ GetDeployment: { deploymentInfo } });
  await expect(all.get("d-1")).resolves.toEqual({
    status: "Failed",
    description: "arn:release:1",
    succeeded: 1,
    error: "HEALTH_CONSTRAINTS: too many",
  });
});

test("finds the failed event of each failed instance", async () => {
  const event = (lifecycleEventName: string, status: string, diagnostics?: object) => ({
    lifecycleEventName,
    status,
    diagnostics,
  });
  const diagnostics = {
    errorCode: "ScriptFailed",
    scriptName: "scripts/start.sh",
    message: "exit code 1",
    logTail: "[stderr]no port",
  };
  const instanceTarget = {
    targetId: "arn:aws:ec2:eu-west-1:222222222222:instance/i-1",
    lifecycleEvents: [
      event("Install", "Succeeded", { errorCode: "Success" }),
      event("ApplicationStart", "Failed", diagnostics),
      event("ValidateService", "Skipped"),
    ],
  };
  const { deployments: all, sent } = deployments({
    ListDeploymentTargets: { targetIds: ["i-1"] },
    BatchGetDeploymentTargets: {
      deploymentTargets: [{ deploymentTargetType: "InstanceTarget", instanceTarget }],
    },
  });
  await expect(all.failures("d-1")).resolves.toEqual([
    {
      instance: "i-1",
      event: "ApplicationStart",
      script: "scripts/start.sh",
      message: "exit code 1",
      log: "[stderr]no port",
    },
  ]);
  expect(sent).toEqual([
    ["ListDeploymentTargets", { deploymentId: "d-1", targetFilters: { TargetStatus: ["Failed"] } }],
    ["BatchGetDeploymentTargets", { deploymentId: "d-1", targetIds: ["i-1"] }],
  ]);
});

test("asks for no instance when none failed, and for 25 at most, as many as one call takes", async () => {
  const none = deployments({ ListDeploymentTargets: { targetIds: [] } });
  await expect(none.deployments.failures("d-1")).resolves.toEqual([]);
  const targetIds = Array.from({ length: 30 }, (_, index) => `i-${index}`);
  const many = deployments({ ListDeploymentTargets: { targetIds }, BatchGetDeploymentTargets: {} });
  await many.deployments.failures("d-1");
  expect(many.sent[1]).toEqual([
    "BatchGetDeploymentTargets",
    { deploymentId: "d-1", targetIds: targetIds.slice(0, 25) },
  ]);
});

test("attaches the group's own fleet, detaches every fleet, and stops a deployment", async () => {
  const { deployments: all, sent } = deployments({ UpdateDeploymentGroup: {}, StopDeployment: {} });
  await all.attach("green");
  await all.detach("green");
  await all.stop("d-1");
  const own = { applicationName: "app", currentDeploymentGroupName: "dev-green" };
  expect(sent).toEqual([
    ["UpdateDeploymentGroup", { ...own, autoScalingGroups: ["dev-green"] }],
    ["UpdateDeploymentGroup", { ...own, autoScalingGroups: [] }],
    ["StopDeployment", { deploymentId: "d-1" }],
  ]);
});
