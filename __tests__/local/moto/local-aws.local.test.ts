import { EC2 } from "@aws-sdk/client-ec2";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ZipFile } from "yazl";
import { LocalAws } from "../../../local/local-aws";

jest.setTimeout(120_000);

const account = "222222222222";

const invokeFunctions = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: "*" }],
});

describe("local AWS", () => {
  let folder: string;
  let aws: LocalAws;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "slipway-test-"));
    aws = await new LocalAws({ folder, speed: 60, lateness: { ranges: { newIdentity: [0, 0] } } }).start();
  });
  afterAll(async () => {
    await aws.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function configuration() {
    return {
      endpoint: aws.endpoint,
      region: "eu-west-1",
      credentials: await aws.credentials(account),
      maxAttempts: 1,
    };
  }

  it("knows the account of an assumed role's key", async () => {
    const identity = await new STSClient(await configuration()).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({
      Account: account,
      Arn: expect.stringContaining("role/local") as string,
    });
    expect(aws.places()).toContainEqual({ account, region: "eu-west-1" });
  });

  it("keeps a TLS-only bucket policy readable, and the bucket usable over plain HTTP", async () => {
    const s3 = new S3Client(await configuration());
    const Bucket = "bucket-with-policy";
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
    await expect(s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))).rejects.toMatchObject({
      name: "NoSuchBucket",
    });
    await s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
    );
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    const body = Buffer.alloc(300_000, "x");
    await s3.send(new PutObjectCommand({ Bucket, Key: "a b/c+d.bin", Body: body }));
    const object = await s3.send(new GetObjectCommand({ Bucket, Key: "a b/c+d.bin" }));
    expect((await object.Body?.transformToByteArray())?.length).toBe(body.length);
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
  });

  it("forgets the policy of a deleted bucket", async () => {
    const s3 = new S3Client(await configuration());
    const create = {
      Bucket: "bucket-to-delete",
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
    } as const;
    await s3.send(new CreateBucketCommand(create));
    await s3.send(new PutBucketPolicyCommand({ Bucket: create.Bucket, Policy: "{}" }));
    await s3.send(new DeleteBucketCommand({ Bucket: create.Bucket }));
    await s3.send(new CreateBucketCommand(create));
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket: create.Bucket }))).rejects.toMatchObject({
      name: "NoSuchBucketPolicy",
    });
  });

  it("keeps what a security group's rule about another group or a prefix list says of itself", async () => {
    const ec2 = new EC2(await configuration());
    const { Vpc } = await ec2.createVpc({ CidrBlock: "10.0.0.0/16" });
    const group = { GroupName: "described", Description: "described", VpcId: Vpc?.VpcId };
    const { GroupId } = await ec2.createSecurityGroup(group);
    const { PrefixLists = [] } = await ec2.describePrefixLists({});
    const port = { IpProtocol: "tcp", FromPort: 443, ToPort: 443 };
    const peers = [
      { UserIdGroupPairs: [{ GroupId, Description: "itself" }] },
      { PrefixListIds: [{ PrefixListId: PrefixLists[0]?.PrefixListId, Description: "a service" }] },
    ];
    for (const peer of peers)
      await ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions: [{ ...port, ...peer }] });
    const { SecurityGroupRules = [] } = await ec2.describeSecurityGroupRules({
      Filters: [{ Name: "group-id", Values: [GroupId ?? ""] }],
    });
    const descriptions = SecurityGroupRules.filter(({ IsEgress }) => !IsEgress).map(
      ({ Description }) => Description,
    );
    expect(descriptions.sort()).toEqual(["a service", "itself"]);
  });

  it("says what moto lacks instead of letting the client retry", async () => {
    const started = Date.now();
    const response = await fetch(aws.endpoint, {
      method: "POST",
      headers: {
        authorization:
          "AWS4-HMAC-SHA256 Credential=k/20260101/eu-west-1/codeconnections/aws4_request, Signature=s",
        "x-amz-target": "CodeConnections.CreateHost",
        "content-type": "application/x-amz-json-1.0",
      },
      body: JSON.stringify({ Name: "h", ProviderType: "GitHub", ProviderEndpoint: "https://example.com" }),
    });
    expect(await response.text()).toContain("moto fails at codeconnections:CreateHost");
    expect(response.status).toBeLessThan(500);
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it("runs a state machine whose function asks AWS who it is", async () => {
    const trust = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    });
    const iam = new IAMClient(await configuration());
    await iam.send(new CreateRoleCommand({ RoleName: "whoami", AssumeRolePolicyDocument: trust }));
    const AssumeRolePolicyDocument = trust.replace("lambda", "states");
    await iam.send(new CreateRoleCommand({ RoleName: "ask", AssumeRolePolicyDocument }));
    const policy = { RoleName: "ask", PolicyName: "ask", PolicyDocument: invokeFunctions };
    await iam.send(new PutRolePolicyCommand(policy));
    await new LambdaClient(await configuration()).send(
      new CreateFunctionCommand({
        FunctionName: "whoami",
        Role: `arn:aws:iam::${account}:role/whoami`,
        Handler: "index.handler",
        Runtime: "nodejs22.x",
        Timeout: 10,
        Code: { ZipFile: await whoAmI() },
      }),
    );
    const states = new SFNClient(await configuration());
    const { stateMachineArn } = await states.send(
      new CreateStateMachineCommand({
        name: "ask",
        roleArn: `arn:aws:iam::${account}:role/ask`,
        definition: JSON.stringify({
          StartAt: "Ask",
          States: {
            Ask: {
              Type: "Task",
              Resource: "arn:aws:states:::lambda:invoke",
              Parameters: {
                FunctionName: `arn:aws:lambda:eu-west-1:${account}:function:whoami`,
                "Payload.$": "$",
              },
              OutputPath: "$.Payload",
              End: true,
            },
          },
        }),
      }),
    );
    const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn }));
    let execution = await states.send(new DescribeExecutionCommand({ executionArn }));
    while (execution.status === "RUNNING") {
      await sleep(100);
      execution = await states.send(new DescribeExecutionCommand({ executionArn }));
    }
    expect(execution).toMatchObject({
      status: "SUCCEEDED",
      output: expect.stringContaining("whoami") as unknown,
    });
  });

  it("refuses to start without moto, and leaves nothing behind", async () => {
    const executable = path.join(folder, "nowhere", "moto_server");
    const other = new LocalAws({ folder: path.join(folder, "other"), moto: executable });
    await expect(other.start()).rejects.toThrow(
      `local AWS: moto_server must be installed (make local does it), got ${executable}`,
    );
  });

  it.each(["SIGINT", "SIGKILL"] as const)("leaves no process when it gets %s", async (signal) => {
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "local/main.ts", "--port", "0", "--folder", path.join(folder, signal)],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let output = "";
    child.stdout.on("data", (data) => (output += String(data)));
    while (!output.includes("AWS_REGION")) await sleep(100);
    const [endpoint = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
    expect((await fetch(`${endpoint}/moto-api/data.json`)).ok).toBe(true);
    const moto = childrenOf(child.pid ?? 0);
    expect(moto.length).toBeGreaterThan(0);
    child.kill(signal);
    await new Promise((resolve) => child.once("exit", resolve));
    for (let tries = 0; tries < 50 && moto.some(isAlive); tries++) await sleep(100);
    expect(moto.filter(isAlive)).toEqual([]);
  });
});

/** A function that signs and sends GetCallerIdentity by hand: its package has no SDK. */
async function whoAmI(): Promise<Buffer> {
  const file = new ZipFile();
  file.addBuffer(
    Buffer.from(`exports.handler = async () => {
      const scope = process.env.AWS_ACCESS_KEY_ID + "/20260101/" + process.env.AWS_REGION + "/sts/aws4_request";
      const answer = await fetch(process.env.AWS_ENDPOINT_URL, {
        method: "POST",
        headers: {
          authorization: "AWS4-HMAC-SHA256 Credential=" + scope + ", SignedHeaders=host, Signature=x",
          "content-type": "application/x-www-form-urlencoded",
        },
        body: "Action=GetCallerIdentity&Version=2011-06-15",
      });
      return (await answer.text()).match(/<Arn>(.*)<.Arn>/)[1];
    };`),
    "index.js",
  );
  file.end();
  const chunks: Buffer[] = [];
  for await (const chunk of file.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, "utf8").split(") ")[1]?.split(" ")[1] === String(pid);
      } catch {
        return false;
      }
    })
    .map(Number);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
