import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchGetBuildsCommand,
  CodeBuildClient,
  CreateProjectCommand,
  StartBuildCommand,
} from "@aws-sdk/client-codebuild";
import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentGroupCommand,
  UpdateDeploymentGroupCommand,
} from "@aws-sdk/client-codedeploy";
import {
  CreateFunctionCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateStateMachineCommand,
  type LoggingConfiguration,
  SFNClient,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { CodeBuild } from "../../../local/codebuild/code-build";
import { CodeDeploy } from "../../../local/codedeploy/code-deploy";
import { Fleet } from "../../../local/fleet/fleet";
import type { LocalService } from "../../../local/gateway/service";
import type { Authority, ServiceSession } from "../../../local/iam/authority";
import { Refused } from "../../../local/iam/refusal";
import type { Requirement } from "../../../local/iam/requirement";
import { Lambda } from "../../../local/lambda/lambda";
import { StepFunctions } from "../../../local/step-functions/step-functions";
import { FakeS3 } from "../codebuild/fake-s3";
import { fakeAws, type FakeAws } from "../fake-context";
import { json } from "../json-answer";

const role = "arn:aws:iam::222222222222:role/a-role";

/** Refuses one action, and keeps what it was asked. */
class Refusing implements Authority {
  refused = "";
  readonly sessions: ServiceSession[] = [];
  readonly asked: string[] = [];

  assume(_role: string, session: ServiceSession) {
    this.sessions.push(session);
    this.require("sts:AssumeRole");
    return Promise.resolve({ accessKeyId: "222222222222", secretAccessKey: "", sessionToken: "" });
  }

  act(_role: string, session: ServiceSession, requirements: readonly Requirement[]): Promise<void> {
    this.sessions.push(session);
    for (const { action, resource } of requirements) {
      this.asked.push(`${action} ${resource}`);
      this.require(action);
    }
    return Promise.resolve();
  }

  private require(action: string): void {
    if (action === this.refused)
      throw new Refused("AccessDenied", `not authorized to perform: ${action}`, 403);
  }
}

const noGroups =
  "<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>";
const moto: LocalService = {
  scopes: ["lambda", "autoscaling"],
  handle: ({ service }) =>
    Promise.resolve(
      service === "lambda"
        ? json({ FunctionName: "f" })
        : { status: 200, headers: { "content-type": "text/xml" }, body: noGroups, origin: "moto" },
    ),
};

let iam: Refusing;
let aws: FakeAws;
beforeEach(async () => {
  iam = new Refusing();
  const authority: Authority = {
    assume: (...input) => Promise.resolve().then(() => iam.assume(...input)),
    act: (...input) => Promise.resolve().then(() => iam.act(...input)),
  };
  aws = await fakeAws(
    (context) => [
      new Lambda(context),
      new StepFunctions(context),
      new CodeBuild(context),
      new CodeDeploy(context, new Fleet(context)),
      new FakeS3(),
      moto,
    ],
    60,
    undefined,
    undefined,
    authority,
  );
});
afterEach(() => aws.close());

describe("Lambda tries the role of a function in a VPC", () => {
  const client = () => new LambdaClient({ ...aws.client, maxAttempts: 1 });
  const create = (more: object = {}) =>
    client().send(
      new CreateFunctionCommand({
        FunctionName: "f",
        Role: role,
        Handler: "index.handler",
        Runtime: "nodejs22.x",
        Code: { ZipFile: Buffer.from("zip") },
        ...more,
      }),
    );
  const VpcConfig = { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] };

  test("when it is made, for trust", async () => {
    iam.refused = "sts:AssumeRole";
    await expect(create()).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: "The role defined for the function cannot be assumed by Lambda.",
    });
    expect(iam.sessions).toEqual([{ service: "lambda.amazonaws.com", name: "f" }]);
  });

  test.each([
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
  ])("when it is made or changed, for %s", async (action) => {
    iam.refused = action;
    const name = "InvalidParameterValueException";
    await create();
    await expect(create({ VpcConfig })).rejects.toMatchObject({ name });
    const change = new UpdateFunctionConfigurationCommand({ FunctionName: "f", Role: role, VpcConfig });
    await expect(client().send(change)).rejects.toMatchObject({ name });
  });
});

describe("Step Functions tries the role of a machine", () => {
  const client = () => new SFNClient({ ...aws.client, maxAttempts: 1 });
  const definition = JSON.stringify({ StartAt: "A", States: { A: { Type: "Succeed" } } });
  const logged: LoggingConfiguration = {
    level: "ALL",
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: "arn:aws:logs:x:*" } }],
  };
  const create = (more: object = {}) =>
    client().send(new CreateStateMachineCommand({ name: "m", roleArn: role, definition, ...more }));
  const stateMachineArn = "arn:aws:states:eu-west-1:222222222222:stateMachine:m";

  test("when it is made, for trust, on behalf of the machine", async () => {
    iam.refused = "sts:AssumeRole";
    await expect(create()).rejects.toMatchObject({ name: "AccessDeniedException" });
    expect(iam.sessions).toMatchObject([{ service: "states.amazonaws.com", sourceArn: stateMachineArn }]);
  });

  test.each([
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
  ])("when it is made or changed with a log, for %s", async (action) => {
    iam.refused = action;
    const message = "The state machine IAM Role is not authorized to access the Log Destination";
    await expect(create({ loggingConfiguration: logged })).rejects.toMatchObject({
      name: "AccessDeniedException",
      message,
    });
    await create();
    const change = new UpdateStateMachineCommand({ stateMachineArn, loggingConfiguration: logged });
    await expect(client().send(change)).rejects.toMatchObject({ name: "AccessDeniedException", message });
  });
});

describe("CodeBuild, as the project's role", () => {
  test.each([
    ["sts:AssumeRole", "PROVISIONING"],
    ["logs:CreateLogStream", "PROVISIONING"],
    ["logs:PutLogEvents", "PROVISIONING"],
    ["s3:GetBucketAcl", "DOWNLOAD_SOURCE"],
    ["s3:GetBucketLocation", "DOWNLOAD_SOURCE"],
    ["s3:GetObjectVersion", "DOWNLOAD_SOURCE"],
  ])("needs %s in %s", async (action, phase) => {
    iam.refused = action;
    const client = new CodeBuildClient(aws.client);
    await client.send(
      new CreateProjectCommand({
        name: "app",
        serviceRole: role,
        source: { type: "CODEPIPELINE" },
        artifacts: { type: "CODEPIPELINE" },
        environment: { type: "LINUX_CONTAINER", image: "image", computeType: "BUILD_GENERAL1_SMALL" },
      }),
    );
    const start = {
      projectName: "app",
      sourceTypeOverride: "S3",
      sourceLocationOverride: "in/a/b.zip",
    } as const;
    const { build } = await client.send(new StartBuildCommand(start));
    for (;;) {
      const { builds = [] } = await client.send(new BatchGetBuildsCommand({ ids: [build?.id ?? ""] }));
      const failed = builds[0]?.phases?.find(({ phaseStatus }) => phaseStatus === "FAILED");
      if (builds[0]?.buildComplete !== true) await sleep(20);
      else {
        expect(failed).toMatchObject({
          phaseType: phase,
          contexts: [{ message: expect.stringContaining(action) as string }],
        });
        break;
      }
    }
    const sourceArn = "arn:aws:codebuild:eu-west-1:222222222222:project/app";
    expect(iam.sessions[0]).toMatchObject({ service: "codebuild.amazonaws.com", sourceArn });
  });
});

describe("CodeDeploy keeps launch hooks as the group's role", () => {
  const group = { applicationName: "shop", deploymentGroupName: "blue" };
  const asg = (name: string) =>
    `arn:aws:autoscaling:eu-west-1:222222222222:autoScalingGroup:*:autoScalingGroupName/${name}`;
  const client = () => new CodeDeployClient({ ...aws.client, maxAttempts: 1 });
  const create = (autoScalingGroups: string[]) =>
    client().send(new CreateDeploymentGroupCommand({ ...group, serviceRoleArn: role, autoScalingGroups }));
  const update = (autoScalingGroups: string[]) =>
    client().send(
      new UpdateDeploymentGroupCommand({
        applicationName: "shop",
        currentDeploymentGroupName: "blue",
        autoScalingGroups,
      }),
    );
  beforeEach(() => client().send(new CreateApplicationCommand({ applicationName: "shop" })));

  test("which it puts on what is attached and takes from what is detached", async () => {
    await create(["one"]);
    await update(["two"]);
    expect(iam.asked.filter((it) => it.includes("LifecycleHook "))).toEqual([
      `autoscaling:PutLifecycleHook ${asg("one")}`,
      `autoscaling:PutLifecycleHook ${asg("two")}`,
      `autoscaling:DeleteLifecycleHook ${asg("one")}`,
    ]);
    const sourceArn = "arn:aws:codedeploy:eu-west-1:222222222222:deploymentgroup:shop/blue";
    expect(iam.sessions[0]).toMatchObject({ service: "codedeploy.amazonaws.com", sourceArn });
  });

  test.each([
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DescribeLifecycleHooks",
    "autoscaling:PutLifecycleHook",
  ])("and attaches nothing without %s", async (action) => {
    iam.refused = action;
    await expect(create(["one"])).rejects.toThrow(`not authorized to perform: ${action}`);
  });

  test("and detaches nothing without autoscaling:DeleteLifecycleHook", async () => {
    iam.refused = "autoscaling:DeleteLifecycleHook";
    await create(["one"]);
    await expect(update([])).rejects.toThrow("not authorized to perform: autoscaling:DeleteLifecycleHook");
  });
});
