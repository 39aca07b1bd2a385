/** The part of the Amazon States Language (JSONPath) that a release uses. `Next` is the names that it may go to. */
export interface State<Next extends string = string> {
  readonly Type: "Task" | "Pass" | "Choice" | "Wait" | "Succeed" | "Fail";
  readonly Next?: Next;
  readonly Parameters?: Payload;
  readonly ResultPath?: string | null;
  readonly OutputPath?: string;
  // Task
  /** Service integration, such as `lambda:invoke`; the definition writes its ARN. */
  readonly Resource?: string;
  readonly ResultSelector?: Payload;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher<Next>[];
  // Pass
  readonly Result?: unknown;
  // Choice
  readonly Choices?: readonly (Condition & { readonly Next: Next })[];
  readonly Default?: Next;
  // Wait
  readonly Seconds?: number;
  readonly SecondsPath?: string;
  // Fail
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

/** Fields whose names end in `.$` have paths as their values. */
export type Payload = Readonly<Record<string, unknown>>;

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds?: number;
}

export interface Catcher<Next extends string> {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath: string;
  readonly Next: Next;
}

export interface Condition {
  readonly Variable?: string;
  readonly IsPresent?: boolean;
  readonly IsString?: boolean;
  readonly BooleanEquals?: boolean;
  readonly StringEquals?: string;
  readonly NumericLessThanPath?: string;
  readonly And?: readonly Condition[];
  readonly Or?: readonly Condition[];
}

export interface Definition {
  readonly Comment: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** A state machine in a partition, each of whose states goes to one of its own: another name does not compile. */
export function stateMachine<Name extends string>(
  partition: string,
  machine: {
    readonly Comment: string;
    readonly StartAt: NoInfer<Name>;
    readonly States: Readonly<Record<Name, State<NoInfer<Name>>>>;
  },
): Definition {
  const withArn = (state: State): State =>
    state.Resource === undefined
      ? state
      : { ...state, Resource: `arn:${partition}:states:::${state.Resource}` };
  const states = Object.entries<State>(machine.States).map(([name, state]) => [name, withArn(state)]);
  return { ...machine, States: Object.fromEntries(states) as Definition["States"] };
}

/** Names of what lies in a state, such as `plan.result`. */
type PathIn<Document> = Document extends readonly unknown[]
  ? never
  : Document extends object
    ? {
        [Key in keyof Document & string]-?: Key | `${Key}.${PathIn<NonNullable<Document[Key]>>}`;
      }[keyof Document & string]
    : never;

/** Makes paths into a state machine's state: one that leads to nothing does not compile. */
export function pathsInto<Document>(): (path: PathIn<Document>) => string {
  return (path) => `$.${path}`;
}

/** The answer of a function, as `invoke` keeps it. */
export interface Answer<Result> {
  readonly result: Result;
}

/** Where a failing state goes: the error lands in `resultPath` of the state's own input. */
export interface OnError<Next extends string> {
  readonly next: Next;
  readonly resultPath: string;
  /**
   * Where else some errors go, by their name.
   * @default - as any other error
   */
  readonly except?: Readonly<Record<string, Omit<OnError<Next>, "except">>>;
}

/** A task's place in the flow. */
export interface Flow<Next extends string> {
  readonly next: Next;
  readonly onError: OnError<Next>;
  /** Where the function's answer goes; the input passes through unchanged by default. */
  readonly resultPath?: string;
  /**
   * Errors of the function itself that are worth another call.
   * @default - none
   */
  readonly retry?: readonly Retrier[];
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
export function invoke<const Next extends string>(
  functionArn: string,
  payload: Payload,
  flow: Flow<Next>,
): State<Next> {
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

export function catchAll<const Next extends string>({ next, resultPath }: OnError<Next>): Catcher<Next> {
  return { ErrorEquals: ["States.ALL"], ResultPath: resultPath, Next: next };
}

function catchers<Next extends string>(onError: OnError<Next>): Catcher<Next>[] {
  const named = Object.entries(onError.except ?? {}).map(([error, other]) => ({
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

type PollState<Name extends string> = Name | `${Name}: ${"ask" | "done?" | "wait"}`;

/**
 * Asks a function until it answers `done`. It counts its own attempts and throws after the last one:
 * a limit in seconds would need the interpreter's clock and the function's to agree.
 */
export function poll<const Name extends string, const Next extends string>(
  name: Name,
  functionArn: string,
  payload: Payload,
  { everySeconds, attempts }: PollOptions,
  flow: Omit<Flow<Next>, "resultPath">,
): Record<PollState<Name>, State<PollState<Name> | Next>> {
  type States = ReturnType<typeof poll<Name, Next>>;
  return {
    [name]: {
      Type: "Pass",
      Result: { result: { attempt: 0 } },
      ResultPath: "$.poll",
      Next: `${name}: ask`,
    },
    [`${name}: ask`]: invoke<PollState<Name> | Next>(
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
  } as States;
}
