import { AutoScalingClient, CreateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentCommand,
} from "@aws-sdk/client-codedeploy";
import { CodePipelineClient, StartPipelineExecutionCommand } from "@aws-sdk/client-codepipeline";
import { EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { GetFunctionCommand, LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { PutBucketVersioningCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { readdirSync } from "node:fs";
import path from "node:path";
import { modelOf } from "../../../local/models/model";
import { Requests } from "../../../local/models/requests";
import { fakeAws, type FakeAws } from "../fake-context";

let aws: FakeAws;
beforeAll(async () => {
  aws = await fakeAws(() => [], 1, [new Requests()]);
});
afterAll(() => aws.close());

const PASSED = { name: "NotInThisTest" };
const scope = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=222222222222/20261124/eu-west-1/${service}/aws4_request`,
});
const send = async (
  service: string,
  init: {
    readonly path?: string;
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  },
): Promise<string> => {
  const { path = "/", method = "POST", headers = {}, body } = init;
  const response = await fetch(aws.client.endpoint + path, {
    method,
    headers: { ...headers, ...scope(service) },
    body,
  });
  return (await response.text()).replaceAll("&apos;", "'");
};
const json = (service: string, operation: string, body: string) =>
  send(service, {
    headers: { "x-amz-target": `X.${operation}`, "content-type": "application/x-amz-json-1.1" },
    body,
  });
const query = (service: string, body: string) =>
  send(service, { headers: { "content-type": "application/x-www-form-urlencoded" }, body });

describe("a request that the model does not allow is refused in the service's own form", () => {
  const codeDeploy = () => new CodeDeployClient(aws.client);

  it("passes on what is allowed", async () => {
    await expect(
      codeDeploy().send(new CreateApplicationCommand({ applicationName: "shop" })),
    ).rejects.toMatchObject(PASSED);
  });

  it("JSON: names member, rule and value", async () => {
    const name = "p".repeat(101);
    await expect(
      new CodePipelineClient(aws.client).send(new StartPipelineExecutionCommand({ name })),
    ).rejects.toMatchObject({
      name: "ValidationException",
      message: `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 100`,
    });
  });

  it("JSON: tells all problems at once", async () => {
    const answer = await json("states", "CreateStateMachine", JSON.stringify({ name: "", type: "FAST" }));
    expect(answer).toContain("4 validation errors detected");
    expect(answer).toContain("Value null at 'definition'");
    expect(answer).toContain(
      "Value 'FAST' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, EXPRESS]",
    );
  });

  it("JSON: a value of another type, and a body that is none, cannot be read", async () => {
    expect(await json("codepipeline", "StartPipelineExecution", '{"name": 3}')).toContain(
      "SerializationException",
    );
    expect(await json("codepipeline", "StartPipelineExecution", '{"name":')).toContain(
      "SerializationException",
    );
  });

  it.each([
    ["a boolean", '{"stateMachineArn":"a","publish":"yes"}', "'publish'"],
    ["a list", '{"resourceArn":"a","tags":{"key":"k"}}', "'tags'"],
  ])("JSON: a value that is not %s cannot be read", async (_, body, member) => {
    const answer = await json("states", body.includes("tags") ? "TagResource" : "UpdateStateMachine", body);
    expect(answer).toContain("SerializationException");
    expect(answer).toContain(member);
  });

  it("JSON: the keys of a map have limits too", async () => {
    const tags = JSON.stringify({ logGroupName: "g", tags: { ["k".repeat(129)]: "v" } });
    expect(await json("logs", "CreateLogGroup", tags)).toContain("ValidationException");
  });

  it("JSON: null is an absent member", async () => {
    const answer = await json("codedeploy", "CreateApplication", '{"applicationName":"a","Nonsense":null}');
    expect(answer).toContain("NotInThisTest");
  });

  it("CodeDeploy: names its own exceptions", async () => {
    await expect(
      codeDeploy().send(new CreateApplicationCommand({ applicationName: undefined })),
    ).rejects.toMatchObject({
      name: "ApplicationNameRequiredException",
    });
    await expect(
      codeDeploy().send(new CreateApplicationCommand({ applicationName: "a b" })),
    ).rejects.toMatchObject({
      name: "InvalidApplicationNameException",
    });
    await expect(
      codeDeploy().send(new CreateDeploymentCommand({ applicationName: "a", description: "d".repeat(257) })),
    ).rejects.toMatchObject({ name: "DescriptionTooLongException" });
  });

  it("query", async () => {
    const group = { AutoScalingGroupName: "n".repeat(256), MinSize: 1, MaxSize: 1 };
    await expect(
      new AutoScalingClient(aws.client).send(new CreateAutoScalingGroupCommand(group)),
    ).rejects.toMatchObject({
      name: "ValidationError",
      message: expect.stringContaining("at 'autoScalingGroupName'") as string,
    });
    expect(
      await query(
        "autoscaling",
        "Action=CreateAutoScalingGroup&AutoScalingGroupName=a&MinSize=one&MaxSize=1",
      ),
    ).toContain("Value &apos;one&apos; at &apos;minSize&apos;".replaceAll("&apos;", "'"));
  });

  it("EC2", async () => {
    const ec2 = new EC2Client(aws.client);
    await expect(
      ec2.send(new RunInstancesCommand({ MinCount: 1, MaxCount: undefined })),
    ).rejects.toMatchObject({
      name: "MissingParameter",
      message: "The request must contain the parameter MaxCount",
    });
    await expect(
      ec2.send(new RunInstancesCommand({ MinCount: 1, MaxCount: 1, InstanceType: "huge" as never })),
    ).rejects.toMatchObject({ name: "InvalidParameterValue" });
    expect(await query("ec2", "Action=DescribeVpcs&Vpc.1=v")).toContain("The parameter Vpc");
  });

  it("REST with JSON", async () => {
    const lambda = new LambdaClient(aws.client);
    await expect(
      lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "f", Timeout: 0 })),
    ).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("'timeout'") as string,
    });
    await expect(lambda.send(new GetFunctionCommand({ FunctionName: "a b" }))).rejects.toMatchObject({
      name: "ValidationException",
    });
  });

  it("S3: the document, or an argument", async () => {
    const s3 = new S3Client({ ...aws.client, forcePathStyle: true });
    const VersioningConfiguration = { Status: "On" as never };
    await expect(
      s3.send(new PutBucketVersioningCommand({ Bucket: "b", VersioningConfiguration })),
    ).rejects.toMatchObject({ name: "MalformedXML" });
    await expect(
      s3.send(new PutObjectCommand({ Bucket: "b", Key: "k", StorageClass: "CHEAP" as never })),
    ).rejects.toMatchObject({ name: "InvalidArgument" });
    expect(
      await send("s3", {
        path: "/b?versioning",
        method: "PUT",
        headers: { "content-type": "application/xml" },
        body: "<a",
      }),
    ).toContain("MalformedXML");
  });

  it.each([
    ["json", () => json("codedeploy", "CreateNonsense", "{}"), "UnknownOperationException", "CreateNonsense"],
    ["query", () => query("sts", "Action=GetNonsense"), "InvalidAction", "GetNonsense"],
    ["ec2", () => query("ec2", "Action=CreateClientVpnEndpoint"), "InvalidAction", "CreateClientVpnEndpoint"],
    [
      "rest-json",
      () => send("lambda", { path: "/2015-03-31/nonsense" }),
      "UnknownOperationException",
      "method and path",
    ],
    [
      "an unknown service",
      () => json("quantum", "GetNonsense", "{}"),
      "UnknownOperationException",
      "quantum",
    ],
  ])("refuses an operation that is not known by its name: %s", async (_, sent, code, name) => {
    const answer = await sent();
    expect(answer).toContain(code);
    expect(answer).toContain(name);
  });
});

const services = readdirSync(path.join(__dirname, "../../../local/models/data")).map((file) =>
  path.basename(file, ".json"),
);

describe("no service and no operation passes the layer by: an unknown member is refused", () => {
  const operations = services.flatMap((service) =>
    [...(modelOf(service)?.operations.keys() ?? [])].map((name) => [service, name] as const),
  );

  it("knows the operations of every service in the table", () => {
    for (const service of services) expect(modelOf(service)?.operations.size).toBeGreaterThan(5);
  });

  it.each(services)("%s", async (service) => {
    const model = modelOf(service);
    if (model === undefined) throw new Error(`no model of ${service}`);
    let asked = 0;
    for (const [name, operation] of model.operations) {
      const { protocols } = model;
      if (protocols.includes("rest-json") || protocols.includes("rest-xml")) {
        // REST services read what is unknown in a document only.
        const payload = operation.input.payload
          ? operation.input.members.get(operation.input.payload)?.shape
          : undefined;
        const inBody = [...operation.input.members.values()].some(({ location }) => location === undefined);
        const document = payload ? payload.type === "structure" : inBody;
        if (!document) continue;
        const [template = "", search = ""] = (operation.requestUri ?? "").split("?");
        const required = (operation.input.required ?? []).flatMap((member) => {
          const reference = operation.input.members.get(member);
          return reference?.location === "querystring" ? [`${reference.locationName ?? member}=1`] : [];
        });
        const path = template.replace(/\{\w+\+?\}/g, "arn%3Aaws");
        const body = protocols.includes("rest-xml") ? "<A><Nonsense>x</Nonsense></A>" : '{"Nonsense":"x"}';
        const url = `${path}?${[search, ...required].filter(Boolean).join("&")}`;
        expect([name, await send(service, { path: url, method: operation.method, body })]).toEqual([
          name,
          expect.stringMatching(/[nN]onsense' failed to satisfy constraint: Member must be known/),
        ]);
      } else if (protocols.includes("json")) {
        expect([name, await json(service, name, '{"Nonsense":"x"}')]).toEqual([
          name,
          expect.stringMatching(/onsense' failed to satisfy constraint: Member must be known/),
        ]);
      } else {
        expect([name, await query(service, `Action=${name}&Nonsense=x`)]).toEqual([
          name,
          expect.stringMatching(/onsense/),
        ]);
      }
      asked += 1;
    }
    expect(asked).toBeGreaterThan(2);
  });

  it("covers some thousand operations", () => expect(operations.length).toBeGreaterThan(1000));
});
