import { IntegrationError } from "../../../local/step-functions/aws-sdk";
import { Tasks } from "../../../local/step-functions/tasks";
import { AwsError } from "../../../local/gateway/service";
import { fakeAws, type FakeAws } from "../fake-context";
import { holds } from "./recording";
import errors from "./task-errors.json";

type Fact = [
  name: string,
  day: string,
  resource: string,
  code: string,
  status: number,
  error: string,
  tail: string | null,
];

const inputs: Readonly<Record<string, object>> = {
  "arn:aws:states:::aws-sdk:dynamodb:putItem": { TableName: "table", Item: { id: { S: "1" } } },
  "arn:aws:states:::aws-sdk:s3:getObject": { Bucket: "b", Key: "k" },
  "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess": { TaskToken: "t", Output: "{}" },
  "arn:aws:states:::lambda:invoke": { FunctionName: "f", Payload: {} },
};

describe("errors of tasks, as recorded on AWS", () => {
  let aws: FakeAws;
  let answer: AwsError;

  beforeAll(async () => {
    const refusing = { scopes: ["dynamodb", "s3", "states", "lambda"], handle: () => Promise.reject(answer) };
    aws = await fakeAws(() => [refusing]);
  });
  afterAll(() => aws.close());

  holds(
    errors.rows as Fact[],
    ([name]) => name,
    async ([, , resource, code, status, error, tail]) => {
      answer = new AwsError(code, "the service's words", status);
      const caller = {
        region: "eu-west-1",
        roleArn: "arn:aws:iam::222222222222:role/m",
        stateMachineArn: "arn:aws:states:eu-west-1:222222222222:stateMachine:m",
      };
      const failure = await new Tasks(aws.context, caller)
        .run(resource, inputs[resource])
        .catch((caught: unknown) => caught);
      expect(failure).toBeInstanceOf(IntegrationError);
      const { error: named, message } = failure as IntegrationError;
      expect(named).toBe(error);
      if (tail === null) return;
      expect(message.replace(/Request ID: [^;,)]+/, "Request ID: <request_id>")).toBe(
        `the service's words${tail}`,
      );
    },
  );
});
