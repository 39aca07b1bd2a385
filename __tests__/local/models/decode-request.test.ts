import { CreateAutoScalingGroupCommand, AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CodeDeployClient, CreateDeploymentCommand } from "@aws-sdk/client-codedeploy";
import { EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { CreateRuleCommand, ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { InvokeCommand, LambdaClient, UntagResourceCommand } from "@aws-sdk/client-lambda";
import { PutBucketLifecycleConfigurationCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { cbor } from "@smithy/core/cbor";
import { gzipSync } from "node:zlib";
import type { ServiceRequest } from "../../../local/gateway/service";
import { decodeRequest, type RawRequest } from "../../../local/models/decode-request";
import { fakeAws, type FakeAws } from "../fake-context";

const raw = (request: Partial<RawRequest> & { readonly url?: string }): RawRequest => {
  const { url = "/", ...rest } = request;
  const [path = "/", search = ""] = url.split("?");
  return {
    service: "s3",
    method: "GET",
    path,
    query: new URLSearchParams(search),
    headers: {},
    body: Buffer.alloc(0),
    ...rest,
  };
};
const form = (service: string, text: string): RawRequest =>
  raw({
    service,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    body: Buffer.from(text),
  });

describe("a request of an SDK comes with the operation and the names of AWS's model", () => {
  let aws: FakeAws;
  let last: ServiceRequest | undefined;

  beforeEach(async () => {
    last = undefined;
    const layer = {
      handle: (request: ServiceRequest) => {
        last = request;
        return Promise.reject(new Error("seen"));
      },
    };
    aws = await fakeAws(() => [], 1, [layer]);
  });
  afterEach(() => aws.close());

  const seen = async (sent: Promise<unknown>) => {
    await expect(sent).rejects.toThrow();
    return last && { operation: last.operation, parameters: last.parameters };
  };

  it("JSON", async () => {
    const input = {
      applicationName: "shop",
      revision: {
        revisionType: "S3" as const,
        s3Location: { bucket: "b", key: "k", bundleType: "zip" as const },
      },
    };
    expect(await seen(new CodeDeployClient(aws.client).send(new CreateDeploymentCommand(input)))).toEqual({
      operation: "CreateDeployment",
      parameters: input,
    });
  });

  it("query, with lists, numbers and booleans", async () => {
    const input = {
      AutoScalingGroupName: "fleet",
      MinSize: 0,
      MaxSize: 4,
      NewInstancesProtectedFromScaleIn: false,
      TargetGroupARNs: ["a", "b"],
      Tags: [{ Key: "Name", Value: "x", PropagateAtLaunch: true }],
    };
    const sent = new AutoScalingClient(aws.client).send(new CreateAutoScalingGroupCommand(input));
    expect(await seen(sent)).toEqual({ operation: "CreateAutoScalingGroup", parameters: input });
  });

  it("query, with structures in lists", async () => {
    const input = {
      ListenerArn: "l",
      Priority: 1,
      Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/a", "/b"] } }],
      Actions: [
        { Type: "forward" as const, ForwardConfig: { TargetGroups: [{ TargetGroupArn: "g", Weight: 90 }] } },
      ],
    };
    const sent = new ElasticLoadBalancingV2Client(aws.client).send(new CreateRuleCommand(input));
    expect(await seen(sent)).toEqual({ operation: "CreateRule", parameters: input });
  });

  it("EC2, with its flat lists and names of its own", async () => {
    const input = {
      MinCount: 1,
      MaxCount: 1,
      LaunchTemplate: { LaunchTemplateId: "lt", Version: "3" },
      SecurityGroupIds: ["sg-1", "sg-2"],
      TagSpecifications: [{ ResourceType: "instance" as const, Tags: [{ Key: "a", Value: "b" }] }],
      ClientToken: "t",
    };
    const sent = new EC2Client(aws.client).send(new RunInstancesCommand(input));
    expect(await seen(sent)).toEqual({ operation: "RunInstances", parameters: input });
  });

  it("JSON with timestamps", async () => {
    const at = new Date("2026-11-24T12:00:00Z");
    const input = { Namespace: "N", MetricData: [{ MetricName: "m", Timestamp: at, Value: 1 }] };
    expect(await seen(new CloudWatchClient(aws.client).send(new PutMetricDataCommand(input)))).toEqual({
      operation: "PutMetricData",
      parameters: input,
    });
  });

  it("REST with JSON: path, query, headers and a payload", async () => {
    const client = new LambdaClient(aws.client);
    const invoked = client.send(
      new InvokeCommand({
        FunctionName: "f",
        Qualifier: "3",
        InvocationType: "Event",
        Payload: Buffer.from("{}"),
      }),
    );
    expect(await seen(invoked)).toEqual({
      operation: "Invoke",
      parameters: { FunctionName: "f", Qualifier: "3", InvocationType: "Event", Payload: Buffer.from("{}") },
    });
    const Resource = "arn:aws:lambda:eu-west-1:222222222222:function:f";
    const untagged = client.send(new UntagResourceCommand({ Resource, TagKeys: ["a", "b"] }));
    expect(await seen(untagged)).toEqual({
      operation: "UntagResource",
      parameters: { Resource, TagKeys: ["a", "b"] },
    });
  });

  it("REST with XML: a document, flattened lists, and headers with a prefix", async () => {
    const client = new S3Client({ ...aws.client, forcePathStyle: true });
    const Rules = [
      { ID: "a", Status: "Enabled" as const, Filter: { Prefix: "x/" }, Expiration: { Days: 3 } },
      { ID: "b", Status: "Disabled" as const, Filter: { Prefix: "" }, Expiration: { Days: 4 } },
    ];
    const rules = client.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket: "b", LifecycleConfiguration: { Rules } }),
    );
    expect(await seen(rules)).toMatchObject({
      operation: "PutBucketLifecycleConfiguration",
      parameters: { Bucket: "b", LifecycleConfiguration: { Rules } },
    });
    const put = client.send(
      new PutObjectCommand({ Bucket: "b", Key: "a b/c", Body: "text", Metadata: { release: "r1" } }),
    );
    expect(await seen(put)).toMatchObject({
      operation: "PutObject",
      parameters: { Bucket: "b", Key: "a b/c", Metadata: { release: "r1" } },
    });
  });
});

describe("a REST request is the operation whose method, path, query and headers it has", () => {
  it.each([
    ["GET", "/", {}, "ListBuckets"],
    ["PUT", "/b", {}, "CreateBucket"],
    ["PUT", "/b/", {}, "CreateBucket"],
    ["PUT", "/b?policy", {}, "PutBucketPolicy"],
    ["GET", "/b?lifecycle", {}, "GetBucketLifecycleConfiguration"],
    ["GET", "/b", {}, "ListObjects"],
    ["GET", "/b?list-type=2&prefix=a", {}, "ListObjectsV2"],
    ["GET", "/b?versions", {}, "ListObjectVersions"],
    ["GET", "/b/k", {}, "GetObject"],
    ["GET", "/b/k?x-id=GetObject", {}, "GetObject"],
    ["HEAD", "/b/k/l", {}, "HeadObject"],
    ["PUT", "/b/k", {}, "PutObject"],
    ["PUT", "/b/k", { "x-amz-copy-source": "/a/b" }, "CopyObject"],
    ["PUT", "/b/k?partNumber=1&uploadId=u", {}, "UploadPart"],
    ["POST", "/b/k?uploads", {}, "CreateMultipartUpload"],
    ["POST", "/b/k?uploadId=u", {}, "CompleteMultipartUpload"],
    ["DELETE", "/b/k", {}, "DeleteObject"],
    ["DELETE", "/b/k?uploadId=u", {}, "AbortMultipartUpload"],
    ["POST", "/b?delete", {}, "DeleteObjects"],
    ["PATCH", "/b", {}, undefined],
  ])("S3: %s %s %j is %s", (method, url, headers, operation) => {
    expect(decodeRequest(raw({ method, url, headers })).operation).toBe(operation);
  });

  it.each([
    ["GET", "/2015-03-31/functions/f", "GetFunction"],
    ["GET", "/2015-03-31/functions/", "ListFunctions"],
    ["POST", "/2015-03-31/functions", "CreateFunction"],
    ["PUT", "/2015-03-31/functions/f/code", "UpdateFunctionCode"],
    ["POST", "/2015-03-31/functions/f/invocations", "Invoke"],
    ["GET", "/2015-03-31/functions/f/versions", "ListVersionsByFunction"],
    ["GET", "/2017-03-31/tags/arn%3Aaws%3Alambda", "ListTags"],
    ["GET", "/2015-03-31/elsewhere", undefined],
  ])("Lambda: %s %s is %s", (method, url, operation) => {
    expect(decodeRequest(raw({ service: "lambda", method, url })).operation).toBe(operation);
  });

  it.each(["/2013-04-01/hostedzone/Z1/rrset", "/2013-04-01/hostedzone/Z1/rrset/"])(
    "Route 53: a slash at the end of %s says nothing",
    (url) => {
      expect(decodeRequest(raw({ service: "route53", method: "POST", url }))).toMatchObject({
        operation: "ChangeResourceRecordSets",
        parameters: { HostedZoneId: "Z1" },
      });
    },
  );
});

describe("a client speaks as it likes", () => {
  it("query, where the model names only JSON and CBOR", () => {
    const text =
      "Action=PutMetricAlarm&Version=2010-08-01&AlarmName=a&Dimensions.member.1.Name=n&Threshold=0.5";
    expect(decodeRequest(form("monitoring", text))).toEqual({
      operation: "PutMetricAlarm",
      parameters: { AlarmName: "a", Dimensions: [{ Name: "n" }], Threshold: 0.5 },
    });
  });

  it("CBOR, as botocore does", () => {
    const body = Buffer.from(
      cbor.serialize({
        StartTime: { tag: 1, value: 1764000000, [Symbol.for("@smithy/core/cbor::tagSymbol")]: true },
      }),
    );
    const headers = { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" };
    const request = raw({
      service: "monitoring",
      method: "POST",
      url: "/service/GraniteServiceVersion20100801/operation/GetMetricData",
      headers,
      body,
    });
    expect(decodeRequest(request)).toEqual({
      operation: "GetMetricData",
      parameters: { StartTime: new Date(1764000000000) },
    });
  });

  it("a flattened list and a map by the names that the model gives them", () => {
    const text = "Action=SetTopicAttributes&TopicArn=t&AttributeName=a";
    expect(decodeRequest(form("sns", text)).parameters).toEqual({ TopicArn: "t", AttributeName: "a" });
    const map = "Action=CreateTopic&Name=t&Attributes.entry.1.key=a&Attributes.entry.1.value=b";
    expect(decodeRequest(form("sns", map)).parameters).toEqual({ Name: "t", Attributes: { a: "b" } });
  });

  it("a list in the order of its numbers", () => {
    const text = "Action=DescribeVpcs&VpcId.10=j&VpcId.2=b";
    expect(decodeRequest(form("ec2", text)).parameters).toEqual({ VpcIds: ["b", "j"] });
  });

  it("a compressed body", () => {
    const { body, ...request } = form("monitoring", "Action=DeleteAlarms&AlarmNames.member.1=a");
    const headers = { ...request.headers, "content-encoding": "gzip" };
    const compressed = { ...request, headers, body: gzipSync(body) };
    expect(decodeRequest(compressed).parameters).toEqual({ AlarmNames: ["a"] });
  });

  it("an empty list", () => {
    const text = "Action=UpdateAutoScalingGroup&AutoScalingGroupName=a&TerminationPolicies=";
    expect(decodeRequest(form("autoscaling", text)).parameters).toEqual({
      AutoScalingGroupName: "a",
      TerminationPolicies: [],
    });
  });
});

describe("what the model does not know stays, to be refused by name", () => {
  it.each([
    [
      "query",
      form("autoscaling", "Action=DescribeAutoScalingGroups&Nonsense.member.1=x"),
      { Nonsense: { member: { 1: "x" } } },
    ],
    ["EC2", form("ec2", "Action=DescribeVpcs&Nonsense=x"), { Nonsense: "x" }],
    ["a text for a list", form("ec2", "Action=DescribeVpcs&VpcId=x"), { VpcIds: "x" }],
    [
      "a text beside the fields of a structure",
      form("ec2", "Action=RunInstances&LaunchTemplate=x&LaunchTemplate.Version=1"),
      { LaunchTemplate: { "": "x", Version: "1" } },
    ],
    [
      "the same the other way round",
      form("ec2", "Action=RunInstances&LaunchTemplate.Version=1&LaunchTemplate=x"),
      { LaunchTemplate: { "": "x", Version: "1" } },
    ],
    ["what every object inherits", form("ec2", "Action=DescribeVpcs&toString.a=x"), { toString: { a: "x" } }],
  ])("%s", (_, request, parameters) => {
    expect(decodeRequest(request).parameters).toEqual(parameters);
  });
});
