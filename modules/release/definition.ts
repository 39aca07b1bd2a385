import { READY_WITHIN_SECONDS } from "../blue-green/launch-hook";
import { catchAll, type Definition, invoke, type OnError, poll, type State, stateMachine } from "./asl";
import {
  ACQUIRE,
  METRICS_LAG_SECONDS,
  PROPAGATION_SECONDS,
  RELEASE,
  type ReleaseFlowProps,
  type ReleaseStep,
  SHIFT_TIMEOUT_SECONDS,
} from "./flow";
import { at } from "./release-state";

/** Input fields, all strings. A missing one would end the execution by `States.Runtime`, which nothing catches. */
const INPUT = [
  at("version"),
  at("revision.bucket"),
  at("revision.key"),
  at("revision.objectVersion"),
  at("revision.sha256"),
];

/** Payload fields of nearly every function once the plan is made. */
const COMMON = { "token.$": at("lock.result"), "plan.$": at("plan.result") };
const SIZE = { "size.$": at("fleet.result.size") };
const LAUNCH_TEMPLATE_VERSION = { "launchTemplateVersion.$": at("raised.result.launchTemplateVersion") };

const POLL_SECONDS = 15;
/** Longer than a silent colour needs to be known as one, and long enough for a slow node. */
const SILENCE = { everySeconds: 30, attempts: 40 };

/**
 * Every failure between the plan and the last verdict: weights first, everything else after. But a release whose
 * lock is someone else's (one that was redriven after its end) must not touch what another has made live since.
 */
const WAY_BACK = {
  next: "Way back?",
  resultPath: at("error"),
  except: { LockLost: { next: "Failure", resultPath: at("error") } },
} as const;

/**
 * The release of one environment in the Amazon States Language (JSONPath).
 *
 * lock → preflight → new fleet → deployment → smoke test → for each step: shift, watch, judge → drain →
 * record → unlock. The steps are data in the definition, walked by index. The weights go back by an SDK
 * integration, with nothing of ours between a verdict and the old colour.
 *
 * There is no machine-level timeout, since it would bypass every `Catch`; all polls count their attempts.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function releaseDefinition(props: ReleaseFlowProps): Definition {
  const { steps, minimumRequests, deregistrationDelaySeconds, ruleArn } = props;
  const { ledger, observe, fleet, smoke, shift } = props.functionArns;
  const lastStep = steps[steps.length - 1];
  if (lastStep === undefined) throw new Error("release definition: steps must not be empty, got none");

  const judge = (last: boolean) => ({
    action: "judge",
    ...COMMON,
    lagSeconds: METRICS_LAG_SECONDS,
    "step.$": at("steps.done"),
    "steps.$": at("steps.count"),
    "weight.$": at("steps.current.weight"),
    "minimumRequests.$": at("steps.minimumRequests"),
    "shiftedAt.$": at("shift.result.shiftedAt"),
    last,
  });

  return stateMachine(props.partition, {
    Comment: "Releases one revision blue-green",
    StartAt: "Input complete?",
    States: {
      "Input complete?": {
        Type: "Choice",
        Choices: [
          {
            And: INPUT.flatMap((Variable) => [
              { Variable, IsPresent: true },
              { Variable, IsString: true },
            ]),
            Next: "Lock",
          },
        ],
        Default: "Input incomplete",
      },
      "Input incomplete": {
        Type: "Fail",
        Error: "InvalidInput",
        Cause: `input: must have strings in ${INPUT.join(", ")}`,
      },
      Lock: invoke(ledger, ACQUIRE, {
        next: "Preflight",
        resultPath: at("lock"),
        onError: { next: "Failure without lock", resultPath: at("error") },
      }),
      // It changes nothing, so there is nothing to take back.
      Preflight: invoke(
        observe,
        { action: "preflight", "token.$": at("lock.result"), "revision.$": at("revision") },
        {
          next: "Hold",
          resultPath: at("plan"),
          onError: { next: "Failure", resultPath: at("error") },
        },
      ),

      // The candidate's fleet: installed, healthy and tested, without traffic yet.
      Hold: invoke(
        fleet,
        { action: "hold", ...COMMON },
        { next: "Clear", resultPath: at("fleet"), onError: WAY_BACK },
      ),
      Clear: invoke(fleet, { action: "clear", ...COMMON }, { next: "Cleared", onError: WAY_BACK }),
      ...poll(
        "Cleared",
        observe,
        { action: "empty", ...COMMON },
        // What a failed release left behind may still finish its requests, and then has to terminate.
        {
          everySeconds: POLL_SECONDS,
          attempts: Math.ceil((deregistrationDelaySeconds + 600) / POLL_SECONDS),
        },
        { next: "Raise", onError: WAY_BACK },
      ),
      Raise: invoke(
        fleet,
        { action: "raise", ...COMMON, ...SIZE },
        { next: "Fleet", resultPath: at("raised"), onError: WAY_BACK },
      ),
      ...poll(
        "Fleet",
        observe,
        { action: "ready", ...COMMON, ...SIZE, ...LAUNCH_TEMPLATE_VERSION },
        // An instance may be given up, and the one in its place be ready.
        { everySeconds: POLL_SECONDS, attempts: Math.ceil((READY_WITHIN_SECONDS + 300) / POLL_SECONDS) },
        { next: "Attach", onError: WAY_BACK },
      ),
      Attach: invoke(fleet, { action: "attach", ...COMMON }, { next: "Deploy", onError: WAY_BACK }),
      Deploy: invoke(
        fleet,
        { action: "deploy", ...COMMON, "revision.$": at("revision") },
        { next: "Deployment", resultPath: at("deployment"), onError: WAY_BACK },
      ),
      ...poll(
        "Deployment",
        observe,
        {
          action: "deployment",
          "token.$": at("lock.result"),
          "deploymentId.$": at("deployment.result.deploymentId"),
          ...SIZE,
        },
        { everySeconds: POLL_SECONDS, attempts: 240 },
        { next: "Targets", onError: WAY_BACK },
      ),
      ...poll(
        "Targets",
        observe,
        { action: "targets", ...COMMON, ...SIZE },
        { everySeconds: POLL_SECONDS, attempts: 40 },
        { next: "Settle", onError: WAY_BACK },
      ),
      Settle: invoke(fleet, { action: "settle", ...COMMON }, { next: "Smoke test", onError: WAY_BACK }),
      "Smoke test": invoke(
        smoke,
        { ...COMMON, "version.$": at("version") },
        { next: "Woken?", onError: WAY_BACK },
      ),
      "Woken?": {
        Type: "Choice",
        Choices: [{ Variable: at("plan.result.asleep"), BooleanEquals: true, Next: "Old colour awake" }],
        Default: "First release?",
      },
      // It was told to wake before the candidate was: most of the time it has been up for long.
      ...poll(
        "Old colour awake",
        observe,
        { action: "targets", ...COMMON, ...SIZE, of: "stable" },
        { everySeconds: POLL_SECONDS, attempts: 40 },
        { next: "First release?", onError: WAY_BACK },
      ),

      // The canary: shift, watch, judge; an inconclusive verdict gets one more watch.
      "First release?": {
        Type: "Choice",
        Choices: [
          { Variable: at("plan.result.first"), BooleanEquals: true, Next: "Steps of a first release" },
        ],
        Default: "Steps",
      },
      Steps: stepData(steps, minimumRequests, "Another step?"),
      // Nobody is served yet: nothing to share the traffic with, and none to expect.
      "Steps of a first release": stepData([lastStep], 0, "Another step?"),
      "Another step?": {
        Type: "Choice",
        Choices: [{ Variable: at("steps.done"), NumericLessThanPath: at("steps.count"), Next: "Next step" }],
        Default: "Old colour silent",
      },
      "Next step": {
        Type: "Pass",
        Parameters: {
          "items.$": at("steps.items"),
          "count.$": at("steps.count"),
          "minimumRequests.$": at("steps.minimumRequests"),
          "current.$": `States.ArrayGetItem(${at("steps.items")}, ${at("steps.done")})`,
          "done.$": `States.MathAdd(${at("steps.done")}, 1)`,
        },
        ResultPath: at("steps"),
        Next: "Shift",
      },
      Shift: invoke(
        shift,
        { ...COMMON, "weight.$": at("steps.current.weight"), ...SIZE },
        { next: "Watch", resultPath: at("shift"), onError: WAY_BACK },
      ),
      Watch: { Type: "Wait", SecondsPath: at("steps.current.watchSeconds"), Next: "Metrics arrive" },
      // Without it the last minutes of a watch would be judged by a part of their counts, or by none.
      "Metrics arrive": { Type: "Wait", Seconds: METRICS_LAG_SECONDS, Next: "Judge" },
      Judge: invoke(observe, judge(false), {
        next: "Verdict",
        resultPath: at("verdict"),
        onError: WAY_BACK,
      }),
      Verdict: {
        Type: "Choice",
        Choices: [{ Variable: at("verdict.result.result"), StringEquals: "pass", Next: "Another step?" }],
        Default: "Watch again",
      },
      "Watch again": { Type: "Wait", SecondsPath: at("steps.current.watchSeconds"), Next: "Judge again" },
      "Judge again": invoke(observe, judge(true), {
        next: "Another step?",
        resultPath: at("verdict"),
        onError: WAY_BACK,
      }),

      // After the last verdict. The candidate has all the traffic and the old colour may be gone, so nothing here may
      // move weights any more: an error ends the release as failed, with the new version live.
      ...untilSilent("Old colour silent", observe, {
        leaving: "stable",
        since: at("shift.result.shiftedAt"),
        next: "Drain",
        onServing: { next: "Record", resultPath: at("lateError") },
      }),
      Drain: invoke(
        fleet,
        { action: "drain", ...COMMON },
        { next: "Record", onError: { next: "Record", resultPath: at("lateError") } },
      ),
      Record: invoke(
        ledger,
        {
          action: "success",
          ...COMMON,
          "version.$": at("version"),
          "revision.$": at("revision"),
          ...LAUNCH_TEMPLATE_VERSION,
        },
        {
          next: "Unlock",
          resultPath: at("released"),
          onError: { next: "Unlock", resultPath: at("lateError") },
        },
      ),
      Unlock: invoke(ledger, RELEASE, {
        next: "Anything left?",
        onError: { next: "Late failure", resultPath: at("lateError") },
      }),
      "Anything left?": {
        Type: "Choice",
        Choices: [{ Variable: at("lateError"), IsPresent: true, Next: "Late failure" }],
        Default: "Released",
      },
      Released: { Type: "Succeed", OutputPath: at("released.result") },
      "Late failure": {
        Type: "Pass",
        Parameters: { result: { "error.$": at("lateError.Error"), "cause.$": at("lateError.Cause") } },
        ResultPath: at("failure"),
        Next: "Explain the late failure",
      },
      "Explain the late failure": invoke(
        ledger,
        {
          action: "failure",
          // Without a generation: the lock is gone, or was never this release's to write under.
          token: { "owner.$": at("lock.result.owner") },
          state: {
            "version.$": at("version"),
            "plan.$": at("plan"),
            "error.$": at("lateError"),
            live: true,
          },
        },
        {
          next: "Failed",
          resultPath: at("failure"),
          onError: { next: "Failed", resultPath: at("recordError") },
        },
      ),

      // The way back: weights to the stable colour first; then clean up, write down why, unlock, and fail with a
      // readable cause.
      "Way back?": {
        Type: "Choice",
        Choices: [{ Variable: at("plan.result.first"), BooleanEquals: true, Next: "Clean up" }],
        Default: "Weights back",
      },
      "Weights back": weightsBack(ruleArn, "Was a shift begun?"),
      // The function of a failed shift may still run, and shift once more: it is waited out, with the candidate's
      // instances still there, and the weights are put back again before anything is drained.
      "Was a shift begun?": {
        Type: "Choice",
        Choices: [{ Variable: at("steps.current"), IsPresent: true, Next: "Outlast the shift" }],
        Default: "Clean up",
      },
      "Outlast the shift": { Type: "Wait", Seconds: SHIFT_TIMEOUT_SECONDS, Next: "Weights back again" },
      "Weights back again": weightsBack(ruleArn, "Weights are back"),
      "Weights are back": {
        Type: "Pass",
        Parameters: { "at.$": "$$.State.EnteredTime" },
        ResultPath: at("back"),
        Next: "Nodes learn",
      },
      "Nodes learn": { Type: "Wait", Seconds: PROPAGATION_SECONDS, Next: "New colour silent" },
      ...untilSilent("New colour silent", observe, {
        leaving: "candidate",
        since: at("back.at"),
        next: "Clean up",
        onServing: { next: "Failure", resultPath: at("cleanUpError") },
      }),
      "Clean up": invoke(
        fleet,
        { action: "cleanUp", ...COMMON },
        { next: "Failure", onError: { next: "Failure", resultPath: at("cleanUpError") } },
      ),
      Failure: failure("Record the failure"),
      "Record the failure": invoke(
        ledger,
        { action: "failure", "token.$": at("lock.result"), "state.$": "$" },
        {
          next: "Unlock after the failure",
          resultPath: at("failure"),
          onError: { next: "Unlock after the failure", resultPath: at("recordError") },
        },
      ),
      "Unlock after the failure": invoke(ledger, RELEASE, {
        next: "Failed",
        // A lock that stays is taken over: its owner's execution has ended.
        onError: { next: "Failed", resultPath: at("unlockError") },
      }),
      "Failure without lock": failure("Explain the failure"),
      "Explain the failure": invoke(
        ledger,
        { action: "failure", token: { "owner.$": "$$.Execution.Id" }, "state.$": "$" },
        {
          next: "Failed",
          resultPath: at("failure"),
          onError: { next: "Failed", resultPath: at("recordError") },
        },
      ),
      Failed: { Type: "Fail", ErrorPath: at("failure.result.error"), CausePath: at("failure.result.cause") },
    },
  });
}

function stepData<const Next extends string>(
  items: readonly ReleaseStep[],
  minimumRequests: number,
  next: Next,
): State<Next> {
  return {
    Type: "Pass",
    Result: { items, count: items.length, done: 0, minimumRequests },
    ResultPath: at("steps"),
    Next: next,
  };
}

/**
 * Waits until no node of the load balancer sends requests to a colour that has lost its weight: instances that go
 * before that answer with 502 and 503. If it cannot be asked, that it has had no weight for
 * `PROPAGATION_SECONDS` must do, which the state before this one sees to.
 */
function untilSilent<const Name extends string, const Next extends string>(
  name: Name,
  observe: string,
  flow: {
    readonly leaving: "stable" | "candidate";
    /** Path to the time since which it has no weight. */
    readonly since: string;
    readonly next: Next;
    readonly onServing: OnError<Next>;
  },
) {
  const { leaving, since, next, onServing } = flow;
  return poll(
    name,
    observe,
    {
      action: "silence",
      ...COMMON,
      leaving,
      "since.$": since,
      propagationSeconds: PROPAGATION_SECONDS,
      lagSeconds: METRICS_LAG_SECONDS,
    },
    SILENCE,
    { next, onError: { next, resultPath: at("silenceError"), except: { StillServing: onServing } } },
  );
}

function weightsBack<const Next extends string>(ruleArn: string, next: Next): State<Next | "Failure"> {
  return {
    Type: "Task",
    Resource: "aws-sdk:elasticloadbalancingv2:modifyRule",
    Parameters: {
      RuleArn: ruleArn,
      Actions: [{ Type: "forward", ForwardConfig: { "TargetGroups.$": at("plan.result.wayBack") } }],
    },
    ResultPath: null,
    TimeoutSeconds: 30,
    Retry: [
      {
        ErrorEquals: ["States.ALL"],
        IntervalSeconds: 1,
        MaxAttempts: 20,
        BackoffRate: 1.5,
        MaxDelaySeconds: 10,
      },
    ],
    // Instances that still get traffic must stay, so there is no clean-up then.
    Catch: [catchAll({ next: "Failure", resultPath: at("wayBackError") })],
    Next: next,
  };
}

/** What is told if the ledger itself cannot answer. */
function failure<const Next extends string>(next: Next): State<Next> {
  return {
    Type: "Pass",
    Parameters: { result: { "error.$": at("error.Error"), "cause.$": at("error.Cause") } },
    ResultPath: at("failure"),
    Next: next,
  };
}
