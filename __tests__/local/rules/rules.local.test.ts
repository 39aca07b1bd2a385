import { AutoScalingClient, CreateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { CodePipelineClient, CreatePipelineCommand } from "@aws-sdk/client-codepipeline";
import {
  CreateLaunchTemplateCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { clientConfiguration } from "../../../local/client-configuration";
import { LocalAws } from "../../../local/local-aws";

jest.setTimeout(120_000);

const account = "222222222222";
const region = "eu-west-1";
const document = (...statements: object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (Action: string, more: object) => ({ Effect: "Allow", Action, ...more });

let folder: string;
let aws: LocalAws;
let client: ReturnType<typeof clientConfiguration> & { readonly maxAttempts: number };
let iam: IAMClient;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-test-"));
  aws = await new LocalAws({ folder, speed: 60, lateness: { ranges: { newIdentity: [0, 0] } } }).start();
  client = { ...clientConfiguration(aws, { account, region }), maxAttempts: 1 };
  iam = new IAMClient(client);
});
afterAll(async () => {
  await aws.close();
  await rm(folder, { recursive: true, force: true });
});

async function role(RoleName: string, Principal: object): Promise<string> {
  const AssumeRolePolicyDocument = document(allow("sts:AssumeRole", { Principal }));
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  return Role?.Arn ?? "";
}

test("a pipeline is refused until its role and its actions' roles can be assumed", async () => {
  const roleArn = `arn:aws:iam::${account}:role/pipeline`;
  const starter = `arn:aws:iam::${account}:role/starter`;
  const action = (name: string, category: "Source" | "Invoke", provider: string, own: object) => ({
    name,
    actions: [{ name, actionTypeId: { category, owner: "AWS" as const, provider, version: "1" }, ...own }],
  });
  const create = () =>
    new CodePipelineClient(client).send(
      new CreatePipelineCommand({
        pipeline: {
          name: "shop",
          roleArn,
          artifactStore: { type: "S3", location: "bucket" },
          stages: [
            action("Source", "Source", "S3", { outputArtifacts: [{ name: "source" }] }),
            action("dev", "Invoke", "StepFunctions", { roleArn: starter }),
          ],
        },
      }),
    );
  const refused = (arn: string) => ({
    name: "InvalidStructureException",
    message: `CodePipeline is not authorized to perform AssumeRole on role ${arn}`,
  });
  await expect(create()).rejects.toMatchObject(refused(roleArn));
  await role("pipeline", { Service: "codepipeline.amazonaws.com" });
  await expect(create()).rejects.toMatchObject(refused(starter));
  await role("starter", { AWS: roleArn });
  const assume = document(allow("sts:AssumeRole", { Resource: starter }));
  await iam.send(new PutRolePolicyCommand({ RoleName: "pipeline", PolicyName: "p", PolicyDocument: assume }));
  await expect(create()).resolves.toMatchObject({ pipeline: { name: "shop" } });
});

test("a bucket's policy is refused when a role or an account in it does not exist", async () => {
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const Bucket = "bucket-of-principals";
  await s3.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }),
  );
  const put = (AWS: string) => {
    const Policy = document(
      allow("s3:GetObject", { Principal: { AWS }, Resource: `arn:aws:s3:::${Bucket}/*` }),
    );
    return s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  };
  const invalid = { name: "MalformedPolicy", message: "Invalid principal in policy" };
  await expect(put(`arn:aws:iam::${account}:role/reader`)).rejects.toMatchObject(invalid);
  await expect(put("arn:aws:iam::444444444444:root")).rejects.toMatchObject(invalid);
  await put(await role("reader", { Service: "ec2.amazonaws.com" }));
  const elsewhere = clientConfiguration(aws, { account: "444444444444", region });
  await new S3Client({ ...elsewhere, forcePathStyle: true }).send(
    new CreateBucketCommand({
      Bucket: "of-another",
      CreateBucketConfiguration: { LocationConstraint: region },
    }),
  );
  await put("arn:aws:iam::444444444444:root");
});

test("instances are launched with a customer's key only when it names Auto Scaling's role", async () => {
  const ec2 = new EC2Client(client);
  const kms = new KMSClient(client);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: "10.0.0.0/24" }));
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const KeyId = KeyMetadata?.Arn ?? "";
  await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "encrypted",
      LaunchTemplateData: {
        ImageId: "ami-12c6146b",
        InstanceType: "t3.micro",
        BlockDeviceMappings: [
          { DeviceName: "/dev/xvda", Ebs: { VolumeSize: 8, Encrypted: true, KmsKeyId: KeyId } },
        ],
      },
    }),
  );
  const create = (AutoScalingGroupName: string) =>
    new AutoScalingClient(client).send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName,
        MinSize: 1,
        MaxSize: 1,
        VPCZoneIdentifier: Subnet?.SubnetId,
        LaunchTemplate: { LaunchTemplateName: "encrypted", Version: "$Latest" },
      }),
    );
  const name = "autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
  const linked = `arn:aws:iam::${account}:role/aws-service-role/${name}`;
  const own = allow("kms:*", { Principal: { AWS: `arn:aws:iam::${account}:root` }, Resource: "*" });
  const Policy = document(own, allow("kms:Decrypt", { Principal: { AWS: linked }, Resource: "*" }));
  const grant = () => kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: "default", Policy }));
  await expect(grant()).rejects.toMatchObject({ name: "MalformedPolicyDocumentException" });
  // Auto Scaling makes its role with the first group that it is asked for.
  await expect(create("first")).rejects.toMatchObject({
    message: expect.stringContaining("Client.InvalidKMSKey") as string,
  });
  await grant();
  await create("second");
});

test("a target group in use is kept, and a priority is taken once", async () => {
  const ec2 = new EC2Client(client);
  const elb = new ElasticLoadBalancingV2Client(client);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.1.0.0/16" }));
  const subnet = async (zone: string, CidrBlock: string) => {
    const created = await ec2.send(
      new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock, AvailabilityZone: `${region}${zone}` }),
    );
    return created.Subnet?.SubnetId ?? "";
  };
  const Subnets = [await subnet("a", "10.1.0.0/24"), await subnet("b", "10.1.1.0/24")];
  const { LoadBalancers = [] } = await elb.send(new CreateLoadBalancerCommand({ Name: "shop", Subnets }));
  const { TargetGroups = [] } = await elb.send(
    new CreateTargetGroupCommand({ Name: "blue", Protocol: "HTTP", Port: 8080, VpcId: Vpc?.VpcId }),
  );
  const TargetGroupArn = TargetGroups[0]?.TargetGroupArn;
  const forward = [{ Type: "forward" as const, TargetGroupArn }];
  const { Listeners = [] } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn,
      Protocol: "HTTP",
      Port: 80,
      DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "503" } }],
    }),
  );
  const rule = () =>
    elb.send(
      new CreateRuleCommand({
        ListenerArn: Listeners[0]?.ListenerArn,
        Priority: 1,
        Conditions: [{ Field: "path-pattern", Values: ["/*"] }],
        Actions: forward,
      }),
    );
  await rule();
  await expect(rule()).rejects.toMatchObject({ name: "PriorityInUseException" });
  await expect(elb.send(new DeleteTargetGroupCommand({ TargetGroupArn }))).rejects.toMatchObject({
    name: "ResourceInUseException",
  });
});
