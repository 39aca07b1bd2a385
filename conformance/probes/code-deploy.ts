import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  DeleteApplicationCommand,
  GetDeploymentCommand,
} from "@aws-sdk/client-codedeploy";
import { refusal, refusalOrUndo, type ProbeGroup } from "../probe";
import { accountOf, roleFor } from "../roles";
import type { Sandbox } from "../sandbox";
import { bucketOf } from "./s3";

const GROUPS = "https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeploymentGroup.html";
const DEPLOYMENTS = "https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html";

function applicationOf(sandbox: Sandbox): Promise<string> {
  return sandbox.once("application", async () => {
    const client = sandbox.client(CodeDeployClient);
    const applicationName = sandbox.name("app");
    await client.send(
      new CreateApplicationCommand({ applicationName, computePlatform: "Server", tags: sandbox.tagList }),
    );
    sandbox.undo("application", () => client.send(new DeleteApplicationCommand({ applicationName })));
    return applicationName;
  });
}

function groupOf(sandbox: Sandbox): Promise<string> {
  return sandbox.once("deployment group", async () => {
    const serviceRoleArn = await roleFor(
      sandbox,
      "codedeploy",
      [
        {
          Effect: "Allow",
          Action: ["ec2:DescribeInstances", "autoscaling:DescribeAutoScalingGroups"],
          Resource: "*",
        },
      ],
      "codedeploy.amazonaws.com",
    );
    const applicationName = await applicationOf(sandbox);
    const deploymentGroupName = sandbox.name("group");
    // A new role is usable after a while; the group goes with its application.
    const made = await sandbox.until(async () => {
      const outcome = await refusal(
        sandbox.client(CodeDeployClient).send(
          new CreateDeploymentGroupCommand({
            applicationName,
            deploymentGroupName,
            serviceRoleArn,
            deploymentConfigName: "CodeDeployDefault.AllAtOnce",
          }),
        ),
      );
      return outcome === "accepted" ? outcome : undefined;
    }, 60);
    if (made === undefined) throw new Error("the deployment group was refused for a minute");
    return deploymentGroupName;
  });
}

export const codeDeployProbes: ProbeGroup = {
  service: "CodeDeploy",
  probes: [
    {
      id: "codedeploy-application-exists",
      behaviour: "an application's name is there once",
      documentation: "https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateApplication.html",
      expected: "ApplicationAlreadyExistsException",
      run: async (sandbox) => {
        const applicationName = await applicationOf(sandbox);
        return refusal(
          sandbox.client(CodeDeployClient).send(new CreateApplicationCommand({ applicationName })),
        );
      },
    },
    {
      id: "codedeploy-name",
      behaviour: "an application's name has at most 100 characters",
      documentation: "https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html",
      expected: "InvalidApplicationNameException",
      run: (sandbox) => {
        const client = sandbox.client(CodeDeployClient);
        const applicationName = sandbox.name("x".repeat(101)).slice(0, 101);
        const create = client.send(new CreateApplicationCommand({ applicationName }));
        return refusalOrUndo(sandbox, "long application", create, () =>
          client.send(new DeleteApplicationCommand({ applicationName })),
        );
      },
    },
    {
      id: "codedeploy-role",
      behaviour: "a deployment group refuses a role that CodeDeploy cannot assume",
      documentation: GROUPS,
      expected: "InvalidRoleException",
      run: async (sandbox) => {
        const applicationName = await applicationOf(sandbox);
        const serviceRoleArn = `arn:aws:iam::${await accountOf(sandbox)}:role/${sandbox.name("none")}`;
        return refusal(
          sandbox.client(CodeDeployClient).send(
            new CreateDeploymentGroupCommand({
              applicationName,
              deploymentGroupName: sandbox.name("refused"),
              serviceRoleArn,
            }),
          ),
        );
      },
    },
    {
      id: "codedeploy-no-instances",
      behaviour: "a deployment that finds no instance fails and says so",
      documentation: "https://docs.aws.amazon.com/codedeploy/latest/userguide/error-codes.html",
      expected: "Failed NO_INSTANCES",
      run: async (sandbox) => {
        const client = sandbox.client(CodeDeployClient);
        const [applicationName, deploymentGroupName] = [await applicationOf(sandbox), await groupOf(sandbox)];
        const s3Location = { bucket: await bucketOf(sandbox), key: "there", bundleType: "zip" as const };
        const { deploymentId } = await client.send(
          new CreateDeploymentCommand({
            applicationName,
            deploymentGroupName,
            revision: { revisionType: "S3", s3Location },
          }),
        );
        const ended = await sandbox.until(async () => {
          const { deploymentInfo } = await client.send(new GetDeploymentCommand({ deploymentId }));
          const { status = "", errorInformation } = deploymentInfo ?? {};
          return ["Succeeded", "Failed", "Stopped"].includes(status)
            ? `${status} ${errorInformation?.code ?? "without a code"}`
            : undefined;
        }, 120);
        return ended ?? "still running";
      },
    },
    {
      id: "codedeploy-missing-application",
      behaviour: "an application that is not there is named as such",
      documentation: DEPLOYMENTS,
      expected: "ApplicationDoesNotExistException",
      run: (sandbox) =>
        refusal(
          sandbox.client(CodeDeployClient).send(
            new CreateDeploymentCommand({
              applicationName: sandbox.name("none"),
              deploymentGroupName: "g",
            }),
          ),
        ),
    },
    {
      id: "codedeploy-missing-deployment",
      behaviour: "a deployment that is not there is named as such",
      documentation: "https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeployment.html",
      expected: "DeploymentDoesNotExistException",
      run: (sandbox) =>
        refusal(
          sandbox.client(CodeDeployClient).send(new GetDeploymentCommand({ deploymentId: "d-AAAAAAAAA" })),
        ),
    },
  ],
};
