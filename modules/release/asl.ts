/** The part of the Amazon States Language (JSONPath) that a release uses. */
export interface State {
  readonly Type: "Task" | "Pass" | "Choice" | "Wait" | "Succeed" | "Fail";
  /** Service integration of a task, such as `lambda:invoke`; the definition writes its ARN. */
  readonly Resource?: string;
  readonly [field: string]: unknown;
}

export type States = Record<string, State>;

export interface Definition {
  readonly Comment: string;
  readonly StartAt: string;
  readonly States: States;
}

/** Where a failing state goes: the error lands in `resultPath` of the state's own input. */
export interface OnError {
  readonly next: string;
  readonly resultPath: string;
  /**
   * Where else some errors go, by their name.
   * @default - as any other error
   */
  readonly except?: Readonly<Record<string, Omit<OnError, "except">>>;
}

/** A task's place in the flow. */
export interface Flow {
  readonly next: string;
  readonly onError: OnError;
  /** Where the function's answer goes; the input passes through unchanged by default. */
  readonly resultPath?: string;
  /**
   * Errors of the function itself that are worth another call.
   * @default - none
   */
  readonly retry?: readonly Retrier[];
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
}

/** Errors of the Lambda service itself, which say nothing about the release. */
const TRANSIENT = {
  ErrorEquals: [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
  ],
  IntervalSeconds: 2,
  MaxAttempts: 5,
  BackoffRate: 2,
};

/**
 * A function in a VPC that nobody called for weeks has lost its network interfaces: the first call fails, and
 * makes them again, which takes a minute or two.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 */
const WAKING = {
  ErrorEquals: ["Lambda.ResourceNotReadyException", "Lambda.ResourceConflictException"],
  IntervalSeconds: 15,
  MaxAttempts: 12,
  BackoffRate: 1,
};

/** CloudWatch could not tell all this time; a moment later it can. */
const INCOMPLETE = {
  ErrorEquals: ["MetricsIncomplete"],
  IntervalSeconds: 15,
  MaxAttempts: 4,
  BackoffRate: 1,
};

/** Longer than any function's own timeout, so that a state never ends before its function does. */
const TASK_TIMEOUT_SECONDS = 150;

/** Invokes a function with `payload` and keeps only what the function returned. */
export function invoke(functionArn: string, payload: Record<string, unknown>, flow: Flow): State {
  return {
    Type: "Task",
    Resource: "lambda:invoke",
    Parameters: { FunctionName: functionArn, Payload: payload },
    // `{"result": …}` instead of the whole answer of the Lambda service; a function may return nothing.
    ResultSelector: { "result.$": "$.Payload" },
    ResultPath: flow.resultPath ?? "$.ignored",
    TimeoutSeconds: TASK_TIMEOUT_SECONDS,
    Retry: [TRANSIENT, WAKING, INCOMPLETE, ...(flow.retry ?? [])],
    Catch: catchers(flow.onError),
    Next: flow.next,
  };
}

/** Resources of tasks with the ARNs that they have in a partition. */
export function ofPartition(partition: string, states: States): States {
  return Object.fromEntries(
    Object.entries(states).map(([name, state]) => [
      name,
      state.Resource === undefined
        ? state
        : { ...state, Resource: `arn:${partition}:states:::${state.Resource}` },
    ]),
  );
}

export function catchAll({ next, resultPath }: OnError) {
  return { ErrorEquals: ["States.ALL"], ResultPath: resultPath, Next: next };
}

function catchers(onError: OnError) {
  const { except = {} } = onError;
  const named = Object.entries(except).map(([error, other]) => ({
    ...catchAll(other),
    ErrorEquals: [error],
  }));
  return [...named, catchAll(onError)];
}

export interface PollOptions {
  /** Seconds between two questions. */
  readonly everySeconds: number;
  /** Questions after which the function refuses. */
  readonly attempts: number;
}

/**
 * Asks a function until it answers `done`. It counts its own attempts and throws after the last one:
 * a limit in seconds would need the interpreter's clock and the function's to agree.
 */
export function poll(
  name: string,
  functionArn: string,
  payload: Record<string, unknown>,
  { everySeconds, attempts }: PollOptions,
  flow: Omit<Flow, "resultPath">,
): States {
  return {
    [name]: {
      Type: "Pass",
      Result: { result: { attempt: 0 } },
      ResultPath: "$.poll",
      Next: `${name}: ask`,
    },
    [`${name}: ask`]: invoke(
      functionArn,
      { ...payload, polling: { "attempt.$": "$.poll.result.attempt", attempts } },
      { next: `${name}: done?`, onError: flow.onError, resultPath: "$.poll" },
    ),
    [`${name}: done?`]: {
      Type: "Choice",
      Choices: [{ Variable: "$.poll.result.done", BooleanEquals: true, Next: flow.next }],
      Default: `${name}: wait`,
    },
    [`${name}: wait`]: { Type: "Wait", Seconds: everySeconds, Next: `${name}: ask` },
  };
}
