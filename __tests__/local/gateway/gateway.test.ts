import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { CodeDeployClient, GetDeploymentCommand } from "@aws-sdk/client-codedeploy";
import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetBucketPolicyCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Gateway } from "../../../local/gateway/gateway";
import { AwsError, type Layer, type LocalService, type ServiceRequest } from "../../../local/gateway/service";
import { fakeAws, type FakeAws } from "../fake-context";
import { json } from "../json-answer";

const scopes = ["autoscaling", "codedeploy", "ec2", "lambda", "s3"];

describe("the gateway", () => {
  let aws: FakeAws;
  let requests: ServiceRequest[];
  let answer: LocalService["handle"];

  beforeEach(async () => {
    requests = [];
    const service: LocalService = {
      scopes,
      handle: (request, next) => {
        requests.push(request);
        return answer(request, next);
      },
    };
    aws = await fakeAws(() => [service], 1, []);
  });
  afterEach(() => aws.close());

  const refuse = (code: string, status?: number): void => {
    answer = () => Promise.reject(new AwsError(code, "the <reason>", status));
  };

  describe("writes an error as the client of the protocol reads it", () => {
    it("JSON", async () => {
      refuse("DeploymentDoesNotExistException");
      await expect(
        new CodeDeployClient(aws.client).send(new GetDeploymentCommand({ deploymentId: "d" })),
      ).rejects.toMatchObject({ name: "DeploymentDoesNotExistException", message: "the <reason>" });
      expect(requests[0]).toMatchObject({
        service: "codedeploy",
        operation: "GetDeployment",
        region: "eu-west-1",
        account: "222222222222",
        parameters: { deploymentId: "d" },
      });
    });

    it("query", async () => {
      refuse("ValidationError");
      await expect(
        new AutoScalingClient(aws.client).send(
          new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ["g"] }),
        ),
      ).rejects.toMatchObject({ name: "ValidationError", message: "the <reason>" });
      expect(requests[0]).toMatchObject({
        operation: "DescribeAutoScalingGroups",
        parameters: { AutoScalingGroupNames: ["g"] },
      });
    });

    it("EC2", async () => {
      refuse("InvalidInstanceID.NotFound");
      await expect(
        new EC2Client(aws.client).send(new DescribeInstancesCommand({ InstanceIds: ["i-1"] })),
      ).rejects.toMatchObject({ name: "InvalidInstanceID.NotFound", message: "the <reason>" });
    });

    it("REST with JSON", async () => {
      refuse("ResourceNotFoundException", 404);
      await expect(
        new LambdaClient(aws.client).send(new GetFunctionCommand({ FunctionName: "f" })),
      ).rejects.toMatchObject({ name: "ResourceNotFoundException", message: "the <reason>" });
    });

    it("REST with XML", async () => {
      refuse("NoSuchBucketPolicy", 404);
      await expect(
        new S3Client(aws.client).send(new GetBucketPolicyCommand({ Bucket: "bucket" })),
      ).rejects.toMatchObject({ name: "NoSuchBucketPolicy", message: "the <reason>" });
    });
  });

  it("answers an unexpected exception at once, with its message, and logs it", async () => {
    answer = () => Promise.reject(new TypeError("x is undefined"));
    await expect(
      new CodeDeployClient(aws.client).send(new GetDeploymentCommand({ deploymentId: "d" })),
    ).rejects.toMatchObject({
      name: "LocalAwsFailure",
      message: "codedeploy:GetDeployment failed: x is undefined",
    });
    expect(requests).toHaveLength(1);
    expect(aws.logged.join()).toContain("TypeError: x is undefined");
  });

  it("asks the next service of the chain, at last moto", async () => {
    answer = (request, next) => next(request);
    await expect(
      new CodeDeployClient(aws.client).send(new GetDeploymentCommand({ deploymentId: "d" })),
    ).rejects.toMatchObject({ name: "NotInThisTest", message: "codedeploy:GetDeployment" });
  });

  it("keeps the length of an object that is only asked about", async () => {
    answer = () => Promise.resolve({ status: 200, headers: { "content-length": "1234" }, body: "" });
    const head = await new S3Client(aws.client).send(new HeadObjectCommand({ Bucket: "bucket", Key: "k" }));
    expect(head.ContentLength).toBe(1234);
  });

  it("routes a presigned URL by its query", async () => {
    answer = () => Promise.resolve(json({}));
    const credential = encodeURIComponent("222222222222/20260101/eu-west-1/s3/aws4_request");
    await fetch(`${aws.context.endpoint}/bucket/key?X-Amz-Credential=${credential}`);
    expect(requests[0]).toMatchObject({ service: "s3", account: "222222222222", path: "/bucket/key" });
  });

  it("asks its layers in their order before any service", async () => {
    const asked: string[] = [];
    const layer = (name: string): Layer => ({
      handle: (request, next) => {
        asked.push(`${name} ${request.caller}`);
        return name === "second" ? Promise.reject(new AwsError("Refused", "no")) : next(request);
      },
    });
    const strict = await fakeAws(() => [{ scopes, handle: () => Promise.resolve(json({})) }], 1, [
      layer("first"),
      layer("second"),
      layer("third"),
    ]);
    const asking = new CodeDeployClient(strict.client).send(new GetDeploymentCommand({ deploymentId: "d" }));
    await expect(asking).rejects.toMatchObject({ name: "Refused" });
    const caller = "arn:aws:iam::222222222222:root";
    expect(asked).toEqual([`first ${caller}`, `second ${caller}`]);
    await strict.close();
  });

  it("remembers the places that requests name", async () => {
    answer = () => Promise.resolve(json({}));
    await new CodeDeployClient(aws.client).send(new GetDeploymentCommand({ deploymentId: "d" }));
    expect(aws.context.places()).toEqual([{ account: "222222222222", region: "eu-west-1" }]);
  });

  it("refuses a port in use in one line", async () => {
    const port = Number(new URL(aws.context.endpoint).port);
    const second = new Gateway({
      moto: () => Promise.resolve(json({})),
      callerOf: () => Promise.resolve({ account: "", arn: "" }),
      log: () => undefined,
    });
    await expect(second.listen(port)).rejects.toThrow(
      `local AWS: port must be free, got ${port}, which is in use`,
    );
  });
});
