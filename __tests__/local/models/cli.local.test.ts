import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { environmentFor } from "../../../local/environment";
import { LocalAws } from "../../../local/local-aws";

jest.setTimeout(180_000);

const run = promisify(execFile);
let folder: string;
let aws: LocalAws;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-test-"));
  aws = await new LocalAws({ folder, speed: 60 }).start();
});
afterAll(async () => {
  await aws.close();
  await rm(folder, { recursive: true, force: true });
});

async function cli(line: string): Promise<string> {
  const command = path.join(__dirname, "../../../.venv/bin/aws");
  const options = { env: environmentFor(aws.endpoint), cwd: folder };
  const { stdout } = await run(command, ["--output", "json", ...line.split(" ")], options);
  return stdout;
}

// The CLI speaks CBOR to CloudWatch and the Code services, where the JavaScript SDK speaks JSON.
test("the AWS CLI passes through the layer in each protocol, and reads what is answered", async () => {
  await writeFile(path.join(folder, "file.txt"), "text");
  expect(await cli("sts get-caller-identity")).toContain("arn:aws:");
  await cli("s3 mb s3://bucket-of-the-cli");
  await cli("s3 cp file.txt s3://bucket-of-the-cli/a/file.txt");
  expect(await cli("s3 ls s3://bucket-of-the-cli/a/")).toContain("file.txt");
  await cli("ec2 describe-vpcs --filters Name=isDefault,Values=true");
  await cli("elbv2 describe-load-balancers");
  await cli("lambda list-functions");
  const definition = '{"StartAt":"a","States":{"a":{"Type":"Succeed"}}}';
  const validate = `stepfunctions validate-state-machine-definition --definition ${definition}`;
  expect(await cli(validate)).toContain('"result": "OK"');
  await cli("cloudwatch put-metric-data --namespace N --metric-name m --value 1.5");
  expect(await cli("cloudwatch list-metrics --namespace N")).toContain('"MetricName": "m"');
  await cli("deploy create-application --application-name shop");
  expect(await cli("deploy get-application --application-name shop")).toContain('"createTime": 1');
  await cli("codepipeline list-pipelines");
  await cli("codebuild list-projects");
  await expect(cli(`deploy get-application --application-name a:b`)).rejects.toMatchObject({
    stderr: expect.stringContaining("InvalidApplicationNameException") as string,
  });
});
