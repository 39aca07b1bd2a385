import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CodeDeployClient, GetApplicationCommand } from "@aws-sdk/client-codedeploy";
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { cbor } from "@smithy/core/cbor";
import { AwsError, type LocalService, type ServiceRequest } from "../../../local/gateway/service";
import { answer } from "../../../local/models/answer";
import { fakeAws, type FakeAws } from "../fake-context";

let aws: FakeAws;
let respond: LocalService["handle"];

beforeAll(async () => {
  const scopes = ["codedeploy", "elasticloadbalancing", "lambda", "monitoring", "s3"];
  aws = await fakeAws(() => [{ scopes, handle: (request, next) => respond(request, next) }]);
});
afterAll(() => aws.close());

const output = (value: object) => {
  respond = (request) => Promise.resolve(answer(request, value));
};
const getApplication = () =>
  new CodeDeployClient(aws.client).send(new GetApplicationCommand({ applicationName: "shop" }));
const at = new Date("2026-11-24T12:00:00.250Z");

describe("an answer is written as the client of the protocol reads it", () => {
  it("JSON, times being dates or seconds", async () => {
    for (const createTime of [at, at.getTime() / 1000]) {
      output({ application: { applicationName: "shop", createTime, linkedToGitHub: undefined } });
      expect((await getApplication()).application).toEqual({ applicationName: "shop", createTime: at });
    }
  });

  it("query, with lists of structures and text that XML escapes", async () => {
    output({
      TargetHealthDescriptions: [
        { Target: { Id: "i", Port: 1 }, TargetHealth: { State: "unhealthy", Description: "a<b&c" } },
      ],
    });
    const { TargetHealthDescriptions } = await new ElasticLoadBalancingV2Client(aws.client).send(
      new DescribeTargetHealthCommand({ TargetGroupArn: "g" }),
    );
    expect(TargetHealthDescriptions).toEqual([
      { Target: { Id: "i", Port: 1 }, TargetHealth: { State: "unhealthy", Description: "a<b&c" } },
    ]);
  });

  it("CBOR, where the caller speaks it", () => {
    const request = {
      service: "codedeploy",
      operation: "GetApplication",
      path: "/service/CodeDeploy_20141006/operation/GetApplication",
      query: new URLSearchParams(),
      headers: { "smithy-protocol": "rpc-v2-cbor" },
    };
    const { body, headers } = answer(request, { application: { applicationName: "shop", createTime: at } });
    expect(headers).toMatchObject({ "smithy-protocol": "rpc-v2-cbor" });
    expect(cbor.deserialize(Buffer.from(body))).toMatchObject({
      application: { applicationName: "shop", createTime: { tag: 1, value: at.getTime() / 1000 } },
    });
  });

  it("REST: status, headers and a payload", async () => {
    output({ StatusCode: 202, FunctionError: "Unhandled", Payload: Buffer.from("{}") });
    const invoked = await new LambdaClient(aws.client).send(new InvokeCommand({ FunctionName: "f" }));
    expect({ ...invoked, Payload: Buffer.from(invoked.Payload ?? []).toString() }).toMatchObject({
      StatusCode: 202,
      FunctionError: "Unhandled",
      Payload: "{}",
    });
    output({ Policy: "{}" });
    const s3 = new S3Client({ ...aws.client, forcePathStyle: true });
    expect(await s3.send(new GetBucketPolicyCommand({ Bucket: "b" }))).toMatchObject({ Policy: "{}" });
  });
});

describe("an answer that AWS could not give fails, and names what is wrong with it", () => {
  const failure = (message: string) => ({
    name: "LocalAwsFailure",
    message: expect.stringContaining(message) as string,
  });

  it.each([
    [{ application: { name: "shop" } }, "application.name: Member must be known"],
    [{ application: { applicationName: 3 } }, "application.applicationName: Member must be of type string"],
    [
      { application: { computePlatform: "Mainframe" } },
      "application.computePlatform: Member must satisfy enum",
    ],
    [{ application: { createTime: "now" } }, "application.createTime: Member must be of type timestamp"],
  ])("%j", async (value, message) => {
    output(value);
    await expect(getApplication()).rejects.toMatchObject(failure(message));
  });

  it("but not one that is empty where the model wants something: AWS has such answers too", async () => {
    output({ TargetHealthDescriptions: [] });
    const client = new ElasticLoadBalancingV2Client(aws.client);
    await client.send(new DescribeTargetHealthCommand({ TargetGroupArn: "g" }));
  });

  it("one that was written by hand", async () => {
    respond = () => Promise.resolve({ status: 200, headers: {}, body: "{}" });
    await expect(getApplication()).rejects.toMatchObject(failure("must be answered by moto or by answer()"));
  });

  it("an error that the operation has not on AWS", async () => {
    respond = () => Promise.reject(new AwsError("DeploymentDoesNotExistException", "no"));
    await expect(getApplication()).rejects.toMatchObject(
      failure("has no error DeploymentDoesNotExistException"),
    );
    respond = () => Promise.reject(new AwsError("ApplicationDoesNotExistException", "no"));
    await expect(getApplication()).rejects.toMatchObject({ name: "ApplicationDoesNotExistException" });
    respond = () => Promise.reject(new AwsError("ThrottlingException", "slow down"));
    await expect(getApplication()).rejects.toMatchObject({ name: "ThrottlingException" });
  });

  it("one of an operation whose output is not kept", async () => {
    respond = (request: ServiceRequest) =>
      Promise.resolve(answer({ ...request, service: "sts", operation: "GetCallerIdentity" }));
    await expect(getApplication()).rejects.toMatchObject(failure("must be kept"));
  });

  it("moto's own answers pass as they are", async () => {
    respond = () =>
      Promise.resolve({ status: 200, headers: {}, body: '{"MetricAlarms":[{"Own":1}]}', origin: "moto" });
    await new CloudWatchClient(aws.client).send(new DescribeAlarmsCommand({}));
  });
});
