import { catchAll, invoke, type State, type States } from "./asl";
import { COMMON, RELEASE, type ReleaseFlowProps, PROPAGATION_SECONDS, SHIFT_TIMEOUT_SECONDS } from "./flow";
import { untilSilent } from "./silence-states";

/** Weights to the old colour first; then clean up, write down why, unlock, and fail with a readable cause. */
export function failureStates({ functionArns, ruleArn }: ReleaseFlowProps): States {
  return {
    "Way back?": {
      Type: "Choice",
      Choices: [{ Variable: "$.plan.result.first", BooleanEquals: true, Next: "Clean up" }],
      Default: "Weights back",
    },
    "Weights back": weightsBack(ruleArn, "Was a shift begun?"),
    // The function of a failed shift may still run, and shift once more: it is waited out, with the new colour's
    // instances still there, and the weights are put back again before anything is drained.
    "Was a shift begun?": {
      Type: "Choice",
      Choices: [{ Variable: "$.steps.current", IsPresent: true, Next: "Outlast the shift" }],
      Default: "Clean up",
    },
    "Outlast the shift": { Type: "Wait", Seconds: SHIFT_TIMEOUT_SECONDS, Next: "Weights back again" },
    "Weights back again": weightsBack(ruleArn, "Weights are back"),
    "Weights are back": {
      Type: "Pass",
      Parameters: { "at.$": "$$.State.EnteredTime" },
      ResultPath: "$.back",
      Next: "Nodes learn",
    },
    "Nodes learn": { Type: "Wait", Seconds: PROPAGATION_SECONDS, Next: "New colour silent" },
    ...untilSilent(functionArns.judge, "New colour silent", "idle", "$.back.at", {
      next: "Clean up",
      onServing: { next: "Failure", resultPath: "$.cleanUpError" },
    }),
    "Clean up": invoke(
      functionArns.fleet,
      { action: "cleanUp", ...COMMON },
      { next: "Failure", onError: { next: "Failure", resultPath: "$.cleanUpError" } },
    ),
    Failure: failure("Record the failure"),
    "Record the failure": recordFailure(functionArns.record, "$.lock.result", "Unlock after the failure"),
    "Unlock after the failure": invoke(
      functionArns.lock,
      RELEASE,
      // A lock that stays is taken over: its owner's execution has ended.
      { next: "Failed", onError: { next: "Failed", resultPath: "$.unlockError" } },
    ),
    "Failure without lock": failure("Explain the failure"),
    "Explain the failure": recordFailure(functionArns.record, undefined, "Failed"),
    Failed: { Type: "Fail", ErrorPath: "$.failure.result.error", CausePath: "$.failure.result.cause" },
  };
}

function weightsBack(ruleArn: string, next: string): State {
  return {
    Type: "Task",
    Resource: "aws-sdk:elasticloadbalancingv2:modifyRule",
    Parameters: {
      RuleArn: ruleArn,
      Actions: [{ Type: "forward", ForwardConfig: { "TargetGroups.$": "$.plan.result.wayBack" } }],
    },
    ResultPath: null,
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
    Catch: [catchAll({ next: "Failure", resultPath: "$.wayBackError" })],
    Next: next,
  };
}

/** What is told if the record function itself cannot answer. */
function failure(next: string): State {
  return {
    Type: "Pass",
    Parameters: { result: { "error.$": "$.error.Error", "cause.$": "$.error.Cause" } },
    ResultPath: "$.failure",
    Next: next,
  };
}

function recordFailure(recordArn: string, tokenPath: string | undefined, next: string): State {
  const token =
    tokenPath === undefined ? { token: { "owner.$": "$$.Execution.Id" } } : { "token.$": tokenPath };
  return invoke(
    recordArn,
    { action: "failure", ...token, "state.$": "$" },
    { next, resultPath: "$.failure", onError: { next, resultPath: "$.recordError" } },
  );
}
