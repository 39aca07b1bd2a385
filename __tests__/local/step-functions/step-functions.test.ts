import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListTagsForResourceCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
  type DescribeExecutionCommandOutput,
} from "@aws-sdk/client-sfn";
import { setTimeout as sleep } from "node:timers/promises";
import { AwsError, type LocalService } from "../../../local/gateway/service";
import { answer } from "../../../local/models/answer";
import { StepFunctions } from "../../../local/step-functions/step-functions";
import { fakeAws, type FakeAws } from "../fake-context";
import { json } from "../json-answer";

jest.setTimeout(60_000);

const speed = 60;
const roleArn = "arn:aws:iam::222222222222:role/machine";
const machineArn = "arn:aws:states:eu-west-1:222222222222:stateMachine:m";

describe("Step Functions", () => {
  let aws: FakeAws;
  let client: SFNClient;
  /** Lets a slow function answer. */
  let release = (): void => undefined;
  /** Function errors to answer before the event itself comes back. */
  let failures: string[] = [];
  const called: { input: unknown; accessKeyId: string }[] = [];

  const echoLambda: LocalService = {
    scopes: ["lambda"],
    async handle({ body, accessKeyId }) {
      const input = JSON.parse(body.toString()) as Record<string, unknown>;
      called.push({ input, accessKeyId });
      if (input.slow) await new Promise<void>((resolve) => (release = resolve));
      const errorType = failures.shift();
      const response = json(errorType ? { errorType, errorMessage: "why" } : { echo: input });
      return errorType
        ? { ...response, headers: { ...response.headers, "x-amz-function-error": "Unhandled" } }
        : response;
    },
  };
  const balancer: LocalService = {
    scopes: ["elasticloadbalancing"],
    handle(request) {
      const { parameters } = request;
      called.push({ input: parameters, accessKeyId: "" });
      if (parameters.RuleArn === "gone") throw new AwsError("RuleNotFound", "no such rule");
      return Promise.resolve(answer(request, { Rules: [{ RuleArn: parameters.RuleArn }] }));
    },
  };

  beforeEach(async () => {
    called.length = 0;
    failures = [];
    aws = await fakeAws((context) => [new StepFunctions(context), echoLambda, balancer], speed);
    client = new SFNClient({ ...aws.client, maxAttempts: 1 });
  });
  afterEach(() => aws.close());

  async function create(states: Record<string, object>, extra: object = {}): Promise<void> {
    const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states, ...extra });
    await client.send(new CreateStateMachineCommand({ name: "m", roleArn, definition }));
  }

  async function ended(executionArn = ""): Promise<DescribeExecutionCommandOutput> {
    for (;;) {
      const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (execution.status !== "RUNNING") return execution;
      await sleep(20);
    }
  }

  async function run(states: Record<string, object>, input: unknown = {}, extra: object = {}) {
    await create(states, extra);
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn: machineArn, name: "e", input: JSON.stringify(input) }),
    );
    const execution = await ended(executionArn);
    return { ...execution, output: JSON.parse(execution.output ?? "null") as unknown };
  }

  const invoke = (more: object = {}): object => ({
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: "f", "Payload.$": "$" },
    ResultSelector: { "echo.$": "$.Payload.echo" },
    End: true,
    ...more,
  });

  it("invokes a function with the state machine's role", async () => {
    const { status, output } = await run({ A: invoke() }, { a: 1 });
    expect({ status, output }).toEqual({ status: "SUCCEEDED", output: { echo: { a: 1 } } });
    expect(called).toEqual([{ input: { a: 1 }, accessKeyId: "222222222222" }]);
  });

  it("retries a function's error by its name and catches another with AWS's cause", async () => {
    failures = ["Throttled", "Throttled", "GateFailed"];
    const { output } = await run({
      A: invoke({
        Retry: [{ ErrorEquals: ["Throttled"], IntervalSeconds: 2, MaxAttempts: 3 }],
        Catch: [{ ErrorEquals: ["GateFailed"], ResultPath: "$.error", Next: "B" }],
      }),
      B: { Type: "Pass", End: true },
    });
    expect(called).toHaveLength(3);
    expect(output).toEqual({
      error: { Error: "GateFailed", Cause: '{"errorType":"GateFailed","errorMessage":"why"}' },
    });
  });

  it("calls a service through its SDK, and names its errors as Step Functions does", async () => {
    const modify = (ruleArn: string): object => ({
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:elasticloadbalancingv2:modifyRule",
      Parameters: {
        RuleArn: ruleArn,
        Actions: [
          { Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: "t", "Weight.$": "$.w" }] } },
        ],
      },
    });
    const { output } = await run(
      {
        A: { ...modify("r"), ResultPath: "$.rule", Next: "B" },
        B: {
          ...modify("gone"),
          Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.e", Next: "C" }],
          End: true,
        },
        C: {
          Type: "Pass",
          Parameters: { "rule.$": "$.rule.Rules[0].RuleArn", "error.$": "$.e.Error" },
          End: true,
        },
      },
      { w: 20 },
    );
    expect(output).toEqual({ rule: "r", error: "ElasticLoadBalancingV2.RuleNotFoundException" });
    expect(called[0]?.input).toMatchObject({
      Actions: [{ ForwardConfig: { TargetGroups: [{ Weight: 20 }] } }],
    });
  });

  it("waits on virtual time", async () => {
    const started = Date.now();
    const { startDate, stopDate } = await run(
      {
        A: { Type: "Wait", Seconds: 15, Next: "B" },
        B: { Type: "Wait", SecondsPath: "$.seconds", End: true },
      },
      { seconds: 15 },
    );
    const virtualSeconds = (Number(stopDate) - Number(startDate)) / 1000;
    expect(virtualSeconds).toBeGreaterThanOrEqual(29);
    expect(Date.now() - started).toBeLessThan(30_000);
  });

  it("loops over steps with a choice, keeping state by ResultPath and intrinsic functions", async () => {
    const { output } = await run(
      {
        Take: {
          Type: "Pass",
          Parameters: {
            "step.$": "States.ArrayGetItem($.steps, $.index)",
            "index.$": "States.MathAdd($.index, 1)",
          },
          ResultPath: "$.now",
          Next: "Again",
        },
        Again: {
          Type: "Choice",
          Choices: [
            {
              And: [
                { Variable: "$.now.step.weight", NumericLessThan: 100 },
                { Variable: "$.x", IsPresent: false },
              ],
              Next: "Count",
            },
          ],
          Default: "Done",
        },
        Count: {
          Type: "Pass",
          Parameters: { "steps.$": "$.steps", "index.$": "$.now.index" },
          Next: "Take",
        },
        Done: {
          Type: "Pass",
          Parameters: { "text.$": "States.Format('ended at {} after {}', $.now.step.weight, $.now.index)" },
          End: true,
        },
      },
      { index: 0, steps: [{ weight: 20 }, { weight: 50 }, { weight: 100 }] },
    );
    expect(output).toEqual({ text: "ended at 100 after 3" });
  });

  it("maps items one by one and shows each the execution's own context", async () => {
    const { output } = await run(
      {
        A: {
          Type: "Map",
          ItemsPath: "$.items",
          MaxConcurrency: 1,
          ItemSelector: { "item.$": "$$.Map.Item.Value", "index.$": "$$.Map.Item.Index" },
          ItemProcessor: {
            ProcessorConfig: { Mode: "INLINE" },
            StartAt: "B",
            States: {
              B: {
                Type: "Pass",
                Parameters: {
                  "item.$": "$.item",
                  "version.$": "$$.Execution.Input.version",
                  "name.$": "$$.Execution.Name",
                  "machine.$": "$$.StateMachine.Name",
                },
                End: true,
              },
            },
          },
          End: true,
        },
      },
      { version: "v2", items: [1, 2] },
    );
    const common = { version: "v2", name: "e", machine: "m" };
    expect(output).toEqual([
      { item: 1, ...common },
      { item: 2, ...common },
    ]);
  });

  it("fails with a computed cause, and with the error of a task that nothing catches", async () => {
    const { status, error, cause } = await run(
      { A: { Type: "Fail", Error: "GateFailed", CausePath: "States.Format('at {} %', $.weight)" } },
      { weight: 20 },
    );
    expect({ status, error, cause }).toEqual({ status: "FAILED", error: "GateFailed", cause: "at 20 %" });
  });

  it("times out a task on real time, as its work is real, and a machine on virtual time", async () => {
    const task = await run({ A: invoke({ TimeoutSeconds: 1 }) }, { slow: true });
    release();
    expect(task).toMatchObject({ status: "FAILED", error: "States.Timeout" });
    await client.send(
      new UpdateStateMachineCommand({
        stateMachineArn: machineArn,
        definition: JSON.stringify({
          StartAt: "A",
          TimeoutSeconds: 5,
          States: { A: { Type: "Wait", Seconds: 600, End: true } },
        }),
      }),
    );
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: machineArn }));
    expect(await ended(executionArn)).toMatchObject({ status: "TIMED_OUT" });
  });

  it("stops an execution for good", async () => {
    await create({ A: { Type: "Wait", Seconds: 6, Next: "B" }, B: invoke() });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: machineArn }));
    await client.send(
      new StopExecutionCommand({ executionArn, error: "Superseded", cause: "by a newer one" }),
    );
    await sleep(300);
    expect(await ended(executionArn)).toMatchObject({
      status: "ABORTED",
      error: "Superseded",
      cause: "by a newer one",
    });
    expect(called).toHaveLength(0);
  });

  it("starts a name once, and refuses it with another input", async () => {
    await create({ A: { Type: "Wait", Seconds: 60, End: true } });
    const start = (input: string) =>
      client.send(new StartExecutionCommand({ stateMachineArn: machineArn, name: "same", input }));
    const first = await start("{}");
    expect((await start("{}")).executionArn).toBe(first.executionArn);
    await expect(start('{"a":1}')).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
    const { executions } = await client.send(
      new ListExecutionsCommand({ stateMachineArn: machineArn, statusFilter: "RUNNING" }),
    );
    expect(executions?.map(({ name }) => name)).toEqual(["same"]);
  });

  it("writes a history that can be followed by state names", async () => {
    failures = ["Bad"];
    const { executionArn } = await run({
      A: { Type: "Pass", Next: "B" },
      B: invoke({ Catch: [{ ErrorEquals: ["Bad"], Next: "C" }] }),
      C: { Type: "Succeed" },
    });
    const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(
      events?.map((event) =>
        [event.type, event.stateEnteredEventDetails?.name ?? event.taskFailedEventDetails?.error]
          .filter(Boolean)
          .join(" "),
      ),
    ).toEqual([
      "ExecutionStarted",
      "PassStateEntered A",
      "PassStateExited",
      "TaskStateEntered B",
      "TaskFailed Bad",
      "TaskStateExited",
      "SucceedStateEntered C",
      "SucceedStateExited",
      "ExecutionSucceeded",
    ]);
  });

  it("describes what was deployed, per account, with tags", async () => {
    await client.send(
      new CreateStateMachineCommand({
        name: "m",
        roleArn,
        definition: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}',
        tags: [{ key: "a", value: "b" }],
      }),
    );
    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn }));
    expect(described).toMatchObject({ name: "m", roleArn, type: "STANDARD", status: "ACTIVE" });
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn: machineArn }));
    expect(tags).toEqual([{ key: "a", value: "b" }]);
    const other = new SFNClient({
      ...aws.client,
      credentials: { accessKeyId: "333333333333", secretAccessKey: "x" },
    });
    await expect(
      other.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn })),
    ).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
  });

  it("validates a definition", async () => {
    const validate = (definition: string) =>
      client.send(new ValidateStateMachineDefinitionCommand({ definition }));
    expect(await validate('{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}')).toMatchObject({
      result: "OK",
    });
    expect(await validate('{"StartAt":"B","States":{"A":{"Type":"Succeed"}}}')).toMatchObject({
      result: "FAIL",
    });
    await expect(
      client.send(new CreateStateMachineCommand({ name: "m", roleArn, definition: "{}" })),
    ).rejects.toMatchObject({ name: "InvalidDefinition" });
  });
});
