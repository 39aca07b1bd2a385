import { AwsError } from "../../../local/gateway/service";
import { Tasks } from "../../../local/step-functions/tasks";
import { fakeAws, type FakeAws } from "../fake-context";

const caller = {
  region: "eu-west-1",
  roleArn: "arn:aws:iam::222222222222:role/m",
  stateMachineArn: "arn:aws:states:eu-west-1:222222222222:stateMachine:m",
};

let aws: FakeAws;

beforeAll(async () => {
  const refusing = {
    scopes: ["lambda", "dynamodb"],
    handle: () => Promise.reject(new AwsError("AccessDeniedException", "not authorized", 403)),
  };
  aws = await fakeAws(() => [refusing]);
});
afterAll(() => aws.close());

test("an invocation that is refused fails by Lambda's general error, as docs/unproven.md says", async () => {
  const failure = new Tasks(aws.context, caller).run("arn:aws:states:::lambda:invoke", { FunctionName: "f" });
  await expect(failure).rejects.toMatchObject({ error: "Lambda.AWSLambdaException" });
});

test("an optimised integration is refused by its name: its errors are called otherwise than the SDK's", async () => {
  const failure = new Tasks(aws.context, caller).run("arn:aws:states:::dynamodb:putItem", {});
  await expect(failure).rejects.toMatchObject({
    error: "States.Runtime",
    message: "local AWS cannot run the task resource arn:aws:states:::dynamodb:putItem",
  });
});

test.each([
  ["arn:aws:states:::aws-sdk:ec2:describeInstances", "local AWS has no SDK integration ec2"],
  ["arn:aws:states:::aws-sdk:dynamodb:eatItem", "dynamodb has no action eatItem"],
  ["arn:aws:lambda:eu-west-1:222222222222:function:f", "local AWS cannot run the task resource"],
])("what no machine uses is refused by its name: %s", async (resource, message) => {
  const failure = new Tasks(aws.context, caller).run(resource, {});
  await expect(failure).rejects.toMatchObject({
    error: "States.Runtime",
    message: expect.stringContaining(message) as unknown,
  });
});
