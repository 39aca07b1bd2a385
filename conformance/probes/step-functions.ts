import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { refusal, type Probe, type ProbeGroup } from "../probe";
import { roleFor } from "../roles";
import type { Sandbox } from "../sandbox";
import { functionOf } from "./lambda";

const ERRORS = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html";
const STATES = "https://docs.aws.amazon.com/step-functions/latest/dg/workflow-states.html";
const GET_ITEM = "arn:aws:states:::aws-sdk:dynamodb:getItem";
const END = { Type: "Pass", End: true };

type Definition = (sandbox: Sandbox) => Promise<object>;

async function start(
  sandbox: Sandbox,
  suffix: string,
  definition: object,
  may: readonly string[],
): Promise<string> {
  const client = sandbox.client(SFNClient);
  const statements = may.length === 0 ? [] : [{ Effect: "Allow" as const, Action: may, Resource: "*" }];
  const role = may.length === 0 ? "states-nothing" : "states";
  const roleArn = await roleFor(sandbox, role, statements, "states.amazonaws.com");
  const create = new CreateStateMachineCommand({
    name: sandbox.name(suffix),
    roleArn,
    definition: JSON.stringify(definition),
    tags: Object.entries(sandbox.tags).map(([key, value]) => ({ key, value })),
  });
  const stateMachineArn = await sandbox.until(
    () =>
      client.send(create).then(
        (made) => made.stateMachineArn,
        // A new role is usable after a while.
        () => undefined,
      ),
    60,
  );
  sandbox.undo(`state machine ${suffix}`, () =>
    client.send(new DeleteStateMachineCommand({ stateMachineArn })),
  );
  const { executionArn = "" } = await client.send(
    new StartExecutionCommand({ stateMachineArn, name: "probe", input: '{"present":true,"value":1}' }),
  );
  return executionArn;
}

function ended(sandbox: Sandbox, executionArn: string): Promise<string | undefined> {
  return sandbox.until(async () => {
    const found = await sandbox.client(SFNClient).send(new DescribeExecutionCommand({ executionArn }));
    if (found.status === "RUNNING") return undefined;
    return `${found.status} ${found.output ?? found.error ?? ""}`.trim();
  }, 60);
}

const DYNAMODB = ["dynamodb:GetItem", "lambda:InvokeFunction"];

function runs(
  id: string,
  behaviour: string,
  documentation: string,
  expected: string,
  definition: Definition,
  may: readonly string[] = DYNAMODB,
): Probe {
  return {
    id,
    behaviour,
    documentation,
    expected,
    run: async (sandbox) => {
      const suffix = id.replace("step-functions-", "");
      const executionArn = await start(sandbox, suffix, await definition(sandbox), may);
      return (await ended(sandbox, executionArn)) ?? "still running";
    },
  };
}

function machine(first: string, states: Record<string, object>): object {
  return { StartAt: first, States: states };
}

/** Reads from a table that is not there, and answers the name of the error that was caught. */
const caught: Definition = (sandbox) =>
  Promise.resolve(
    machine("Read", {
      Read: {
        Type: "Task",
        Resource: GET_ITEM,
        Parameters: { TableName: sandbox.name("none"), Key: { id: { S: "x" } } },
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Name" }],
        End: true,
      },
      Name: { Type: "Pass", InputPath: "$.error.Error", End: true },
    }),
  );

const invoked =
  (act: string): Definition =>
  async (sandbox) =>
    machine("Invoke", {
      Invoke: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: { FunctionName: await functionOf(sandbox), Payload: { act } },
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Name" }],
        End: true,
      },
      Name: { Type: "Pass", InputPath: "$.error.Error", End: true },
    });

export const stepFunctionsProbes: ProbeGroup = {
  service: "Step Functions",
  probes: [
    runs(
      "step-functions-choice",
      "a field that is not there is told by IsPresent",
      STATES,
      'SUCCEEDED "right"',
      () =>
        Promise.resolve(
          machine("Is it?", {
            "Is it?": {
              Type: "Choice",
              Choices: [
                {
                  And: [
                    { Variable: "$.absent", IsPresent: false },
                    { Variable: "$.present", IsPresent: true },
                  ],
                  Next: "Right",
                },
              ],
              Default: "Wrong",
            },
            Right: { Type: "Pass", Result: "right", End: true },
            Wrong: { Type: "Pass", Result: "wrong", End: true },
          }),
        ),
      [],
    ),
    runs(
      "step-functions-sdk-error",
      "an error of an SDK integration has the service's name",
      ERRORS,
      'SUCCEEDED "DynamoDb.ResourceNotFoundException"',
      caught,
    ),
    runs(
      "step-functions-sdk-refused",
      "a refused SDK integration fails by the service's general error",
      ERRORS,
      'SUCCEEDED "DynamoDb.DynamoDbException"',
      caught,
      [],
    ),
    runs(
      "step-functions-lambda-error",
      "a function's error keeps its name",
      ERRORS,
      'SUCCEEDED "Refused"',
      invoked("throw"),
    ),
    runs(
      "step-functions-lambda-refused",
      "an invocation that the machine's role may not make fails by Lambda's general error",
      ERRORS,
      'SUCCEEDED "Lambda.AWSLambdaException"',
      invoked("throw"),
      [],
    ),
    runs(
      "step-functions-data-limit",
      "an answer above 256 KiB is caught by States.ALL, as it was recorded in 2024",
      "https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html",
      'SUCCEEDED "States.DataLimitExceeded"',
      invoked("large"),
    ),
    runs(
      "step-functions-runtime-error",
      "a path that leads nowhere is never caught",
      ERRORS,
      "FAILED States.Runtime",
      () =>
        Promise.resolve(
          machine("Map", {
            Map: {
              Type: "Parallel",
              Branches: [machine("Lost", { Lost: { Type: "Pass", InputPath: "$.none", End: true } })],
              Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }],
              End: true,
            },
            Caught: END,
          }),
        ),
      [],
    ),
    {
      id: "step-functions-stop",
      behaviour: "a stopped execution is ABORTED with what was said",
      documentation: "https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html",
      expected: "ABORTED Superseded",
      run: async (sandbox) => {
        const waits = machine("Wait", { Wait: { Type: "Wait", Seconds: 3600, End: true } });
        const executionArn = await start(sandbox, "stop", waits, []);
        await sandbox.client(SFNClient).send(new StopExecutionCommand({ executionArn, error: "Superseded" }));
        return (await ended(sandbox, executionArn)) ?? "still running";
      },
    },
    {
      id: "step-functions-same-name",
      behaviour: "an execution's name is not started again with another input",
      documentation: "https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html",
      expected: "ExecutionAlreadyExists",
      run: async (sandbox) => {
        const executionArn = await start(sandbox, "again", machine("End", { End: END }), []);
        const stateMachineArn = executionArn.replace(":execution:", ":stateMachine:").replace(/:probe$/, "");
        await ended(sandbox, executionArn);
        return refusal(
          sandbox
            .client(SFNClient)
            .send(new StartExecutionCommand({ stateMachineArn, name: "probe", input: "2" })),
        );
      },
    },
    {
      id: "step-functions-validate",
      behaviour: "a state that leads to none is no valid definition",
      documentation:
        "https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html",
      expected: "FAIL",
      run: async (sandbox) => {
        const definition = JSON.stringify(machine("A", { A: { Type: "Pass", Next: "B" } }));
        const { result = "" } = await sandbox
          .client(SFNClient)
          .send(new ValidateStateMachineDefinitionCommand({ definition }));
        return result;
      },
    },
  ],
};
