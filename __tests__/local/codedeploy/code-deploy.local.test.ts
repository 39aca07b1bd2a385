import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  GetDeploymentCommand,
  ListDeploymentTargetsCommand,
  ListDeploymentsCommand,
  StopDeploymentCommand,
  UpdateDeploymentGroupCommand,
} from "@aws-sdk/client-codedeploy";
import {
  CreateLaunchTemplateCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { explainFailures } from "../../../lambda-src/steps/explain-failures";
import { CodeDeployments } from "../../../lambda-src/aws/code-deploy";
import { LocalAws } from "../../../local/local-aws";
import { packageRevision } from "../../sample-app/revision";

const account = "222222222222";
const region = "eu-west-1";
const group = { applicationName: "shop", deploymentGroupName: "shop-blue" };

/** The bucket lies in another account. */
const readers = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: "arn:aws:s3:::releases/*",
    },
  ],
});

let folder: string;
let aws: LocalAws;
let codeDeploy: CodeDeployClient;
let autoScaling: AutoScalingClient;
let s3: S3Client;

jest.setTimeout(120_000);

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-codedeploy-"));
  aws = await new LocalAws({ folder, lateness: { strict: false } }).start();
  const client = { endpoint: aws.endpoint, region, credentials: await aws.credentials(account) };
  codeDeploy = new CodeDeployClient(client);
  autoScaling = new AutoScalingClient(client);
  s3 = new S3Client({ ...client, forcePathStyle: true, credentials: await aws.credentials("111111111111") });
  await createFleet(client);
  await s3.send(
    new CreateBucketCommand({
      Bucket: "releases",
      CreateBucketConfiguration: { LocationConstraint: region },
    }),
  );
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: "releases", VersioningConfiguration: { Status: "Enabled" } }),
  );
  await s3.send(new PutBucketPolicyCommand({ Bucket: "releases", Policy: readers }));
  await codeDeploy.send(new CreateApplicationCommand({ applicationName: "shop" }));
  await codeDeploy.send(
    new CreateDeploymentGroupCommand({
      ...group,
      serviceRoleArn: `arn:aws:iam::${account}:role/codedeploy`,
      autoScalingGroups: ["shop-blue"],
      deploymentConfigName: "CodeDeployDefault.AllAtOnce",
    }),
  );
});

afterAll(async () => {
  const addresses = Object.values(await instanceMap()).map(({ address }) => address);
  await aws.close();
  for (const address of addresses) await expect(fetch(`http://${address}:8080/`)).rejects.toThrow();
  await rm(folder, { recursive: true, force: true });
});

test("fails a deployment to a group without instances", async () => {
  const { deployment } = await deploy("v0");

  expect(deployment).toMatchObject({ status: "Failed", errorInformation: { code: "NO_INSTANCES" } });
});

test("installs a revision on every instance, with hooks in order", async () => {
  await scale(2);
  const { deployment, targets } = await deploy("v1");

  expect(deployment).toMatchObject({
    status: "Succeeded",
    deploymentOverview: { Succeeded: 2, Failed: 0, Pending: 0, InProgress: 0, Skipped: 0 },
  });
  expect(
    targets[0]?.lifecycleEvents?.map(({ lifecycleEventName, status }) => `${lifecycleEventName} ${status}`),
  ).toEqual([
    "ApplicationStop Succeeded",
    "DownloadBundle Succeeded",
    "BeforeInstall Succeeded",
    "Install Succeeded",
    "AfterInstall Succeeded",
    "ApplicationStart Succeeded",
    "ValidateService Succeeded",
  ]);
  expect(await answers()).toEqual(["v1 blue", "v1 blue"]);
});

test("replaces the running version, and refuses a second deployment meanwhile", async () => {
  const first = deploy("v2");
  await until(async () => (await active()).length > 0);
  await expect(deploy("v2")).rejects.toThrow(/already has an active Deployment 'd-/);

  expect((await first).deployment?.status).toBe("Succeeded");
  expect(await answers()).toEqual(["v2 blue", "v2 blue"]);
});

test("shows a revision that never gets healthy as a failed ValidateService with its log", async () => {
  const { deployment, targets } = await deploy("v3", "unhealthy");

  expect(deployment).toMatchObject({ status: "Failed", errorInformation: { code: "HEALTH_CONSTRAINTS" } });
  expect(targets).toHaveLength(2);
  for (const { status, lifecycleEvents } of targets) {
    expect(status).toBe("Failed");
    expect(lifecycleEvents?.at(-1)).toMatchObject({
      lifecycleEventName: "ValidateService",
      status: "Failed",
      diagnostics: {
        errorCode: "ScriptFailed",
        scriptName: "scripts/validate-service.sh",
        logTail: expect.stringContaining("503") as string,
      },
    });
  }
  // What a release says of it.
  const deployments = new CodeDeployments(codeDeploy, "shop", { blue: "shop-blue", green: "shop-green" });
  await expect(explainFailures(deployments, deployment?.deploymentId ?? "", "")).resolves.toMatch(
    /^i-\w+ failed in ValidateService \(scripts\/validate-service\.sh\): .*503.*; i-\w+ failed in /,
  );
});

test("shows a revision that is not in S3 as a failed DownloadBundle", async () => {
  const { deploymentId } = await codeDeploy.send(
    new CreateDeploymentCommand({
      ...group,
      revision: {
        revisionType: "S3",
        s3Location: { bucket: "releases", key: "none.zip", bundleType: "zip" },
      },
    }),
  );
  const { deployment, targets } = await outcome(deploymentId ?? "");

  expect(deployment?.status).toBe("Failed");
  expect(targets[0]?.lifecycleEvents?.map(({ status }) => status)).toEqual([
    "Succeeded",
    "Failed",
    ...Array<string>(5).fill("Skipped"),
  ]);
});

test("stops a deployment between two events", async () => {
  const running = deploy("v4", "unhealthy");
  await until(async () => (await active()).length > 0);
  const [deploymentId] = await active();
  await codeDeploy.send(new StopDeploymentCommand({ deploymentId }));

  expect((await running).deployment?.status).toBe("Stopped");
});

test("recovers from failed versions with the next good one", async () => {
  expect((await deploy("v5")).deployment?.status).toBe("Succeeded");
  expect(await answers()).toEqual(["v5 blue", "v5 blue"]);
});

test("ends the processes of a terminated instance", async () => {
  const before = Object.values(await instanceMap()).map(({ address }) => address);
  await scale(1);
  await until(async () => Object.keys(await instanceMap()).length === 1);

  const [left] = Object.values(await instanceMap());
  const [gone] = before.filter((address) => address !== left?.address);
  await expect(fetch(`http://${gone}:8080/`)).rejects.toThrow();
  expect(await answers()).toEqual(["v5 blue"]);
});

test("installs the last successful revision on an instance that is launched while attached, and only then", async () => {
  await codeDeploy.send(attach([]));
  await scale(2);
  await codeDeploy.send(attach(["shop-blue"]));
  await scale(3);
  await until(async () => (await answers()).filter((answer) => answer === "v5 blue").length === 2);

  expect((await answers()).sort()).toEqual(["none", "v5 blue", "v5 blue"]);
  const { deployments = [] } = await codeDeploy.send(new ListDeploymentsCommand(group));
  const { deployment } = await outcome(deployments[0] ?? "");
  expect(deployment).toMatchObject({ creator: "autoscaling", deploymentOverview: { Succeeded: 1 } });
});

async function createFleet(client: ConstructorParameters<typeof EC2Client>[0] & object): Promise<void> {
  const iam = new IAMClient(client);
  const ec2 = new EC2Client(client);
  const RoleName = "shop-instance";
  const InstanceProfileName = RoleName;
  await createRole(iam, RoleName, "ec2.amazonaws.com", {
    Action: ["s3:GetObject", "s3:GetObjectVersion"],
    Resource: "arn:aws:s3:::releases/*",
  });
  await createRole(iam, "codedeploy", "codedeploy.amazonaws.com", {
    Action: ["autoscaling:*", "ec2:*"],
    Resource: "*",
  });
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: "10.0.0.0/24" }));
  await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "shop",
      LaunchTemplateData: {
        ImageId: "ami-12345678",
        InstanceType: "t3.small",
        IamInstanceProfile: { Name: InstanceProfileName },
      },
    }),
  );
  await autoScaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: "shop-blue",
      MinSize: 0,
      MaxSize: 4,
      DesiredCapacity: 0,
      VPCZoneIdentifier: Subnet?.SubnetId,
      LaunchTemplate: { LaunchTemplateName: "shop", Version: "1" },
    }),
  );
}

async function createRole(iam: IAMClient, RoleName: string, Service: string, allowed: object): Promise<void> {
  const policy = (statement: object) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
  const AssumeRolePolicyDocument = policy({ Action: "sts:AssumeRole", Principal: { Service } });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName, PolicyName: "allowed", PolicyDocument: policy(allowed) }),
  );
}

function attach(autoScalingGroups: string[]): UpdateDeploymentGroupCommand {
  return new UpdateDeploymentGroupCommand({
    applicationName: group.applicationName,
    currentDeploymentGroupName: group.deploymentGroupName,
    autoScalingGroups,
  });
}

async function scale(DesiredCapacity: number): Promise<void> {
  await autoScaling.send(
    new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: "shop-blue", DesiredCapacity }),
  );
}

async function deploy(version: string, fault?: string) {
  const { zip, sha256 } = await packageRevision(version, fault);
  const key = `releases/${version}/${sha256}.zip`;
  const object = await s3.send(new PutObjectCommand({ Bucket: "releases", Key: key, Body: zip }));
  const { deploymentId } = await codeDeploy.send(
    new CreateDeploymentCommand({
      ...group,
      fileExistsBehavior: "OVERWRITE",
      ignoreApplicationStopFailures: true,
      revision: {
        revisionType: "S3",
        s3Location: {
          bucket: "releases",
          key,
          bundleType: "zip",
          version: object.VersionId,
          eTag: object.ETag,
        },
      },
    }),
  );
  return outcome(deploymentId ?? "");
}

async function outcome(deploymentId: string) {
  const read = async () => (await codeDeploy.send(new GetDeploymentCommand({ deploymentId }))).deploymentInfo;
  await until(async () => (await read())?.completeTime !== undefined);
  const { targetIds = [] } = await codeDeploy.send(new ListDeploymentTargetsCommand({ deploymentId }));
  const { deploymentTargets = [] } = await codeDeploy.send(
    new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds }),
  );
  const targets = deploymentTargets.flatMap(({ instanceTarget }) => instanceTarget ?? []);
  return { deployment: await read(), targets };
}

async function active(): Promise<string[]> {
  const includeOnlyStatuses = ["Created" as const, "InProgress" as const];
  return (
    (await codeDeploy.send(new ListDeploymentsCommand({ ...group, includeOnlyStatuses }))).deployments ?? []
  );
}

async function instanceMap(): Promise<Record<string, { address: string }>> {
  const text = await readFile(path.join(folder, "instances.json"), "utf8");
  return JSON.parse(text) as Record<string, { address: string }>;
}

/** What each instance of the group says it is; `none` where nothing listens. */
async function answers(): Promise<string[]> {
  const { AutoScalingGroups: [found] = [] } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({}),
  );
  const map = await instanceMap();
  return Promise.all(
    (found?.Instances ?? []).map(async ({ InstanceId = "" }) => {
      const response = await fetch(`http://${map[InstanceId]?.address}:8080/`).catch(() => undefined);
      if (!response) return "none";
      const { version, colour } = (await response.json()) as { version: string; colour: string };
      return `${version} ${colour}`;
    }),
  );
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > limit) throw new Error("condition: must hold within 60 s, got no change");
    await sleep(100);
  }
}
