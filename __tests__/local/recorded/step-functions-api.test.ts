import { setTimeout as sleep } from "node:timers/promises";
import { StepFunctions } from "../../../local/step-functions/step-functions";
import { fakeAws, type FakeAws } from "../fake-context";
import { holds } from "./recording";
import api from "./step-functions-api.json";

const roleArn = "arn:aws:iam::222222222222:role/machine";
const stateMachineArn = "arn:aws:states:eu-west-1:222222222222:stateMachine:m";
const definition = JSON.stringify({ StartAt: "State_1", States: { State_1: { Type: "Pass", End: true } } });

let aws: FakeAws;

beforeEach(async () => {
  aws = await fakeAws((context) => [new StepFunctions(context)], 60);
});
afterEach(() => aws.close());

/** The error's code, or what was answered. */
async function call(operation: string, input: object): Promise<{ code?: string; answer: Answer }> {
  const response = await fetch(aws.client.endpoint, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=222222222222/20261124/eu-west-1/states/aws4_request, SignedHeaders=host, Signature=0`,
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `AWSStepFunctions.${operation}`,
    },
    body: JSON.stringify(input),
  });
  const answer = (await response.json()) as Answer;
  return response.ok ? { answer } : { code: answer.__type?.split("#").pop() ?? "", answer };
}

type Answer = Record<string, unknown> & { readonly __type?: string };

/** What a call needs besides the fact's own input. */
const needed: Readonly<Record<string, object>> = {
  CreateStateMachine: { name: "m", roleArn, definition },
  StartExecution: { stateMachineArn },
};

describe("the API of Step Functions, as recorded on AWS", () => {
  holds(
    api.calls,
    ({ name }) => name,
    async ({ operation, input, answer }) => {
      await call("CreateStateMachine", { name: "m", roleArn, definition });
      const given =
        input.definition === "reformatted"
          ? { definition: JSON.stringify(JSON.parse(definition), null, 2) }
          : input;
      const { code = "accepted" } = await call(operation, { ...needed[operation], ...given });
      expect(code).toBe(answer);
    },
  );
});

describe("executions, as recorded on AWS", () => {
  holds(
    api.executions,
    ({ name }) => `an execution that ${name}`,
    async ({ definition: machine, answer, fields }) => {
      await call("CreateStateMachine", { name: "m", roleArn, definition: JSON.stringify(machine) });
      const started = await call("StartExecution", { stateMachineArn });
      for (;;) {
        const { answer: found } = await call("DescribeExecution", {
          executionArn: started.answer.executionArn,
        });
        if (found.status === "RUNNING") {
          await sleep(20);
          continue;
        }
        expect(found).toMatchObject(answer);
        expect(Object.keys(found).sort()).toEqual(fields);
        return;
      }
    },
  );

  // test_stop_execution, 2024-05-06
  it("an execution that was stopped: its history ends with the abort", async () => {
    const wait = { StartAt: "State_1", States: { State_1: { Type: "Wait", Seconds: 3600, End: true } } };
    await call("CreateStateMachine", { name: "m", roleArn, definition: JSON.stringify(wait) });
    const { answer } = await call("StartExecution", { stateMachineArn });
    const executionArn = answer.executionArn;
    const history = async () => {
      const { answer: found } = await call("GetExecutionHistory", { executionArn });
      return (found.events as { type: string; previousEventId: number }[]).map((event) => [
        event.previousEventId,
        event.type,
      ]);
    };
    while ((await history()).length < 2) await sleep(20);
    const stopped = await call("StopExecution", { executionArn });
    expect(Object.keys(stopped.answer)).toEqual(["stopDate"]);
    expect(await history()).toEqual([
      [0, "ExecutionStarted"],
      [0, "WaitStateEntered"],
      [0, "ExecutionAborted"],
    ]);
  });
});
