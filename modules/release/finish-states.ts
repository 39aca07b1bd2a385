import { invoke, type States } from "./asl";
import { COMMON, type ReleaseFlowProps } from "./flow";

/**
 * After the last verdict. The new colour has all the traffic and the old one may be gone, so nothing here
 * may move weights any more: an error ends the release as failed, with the new version live.
 */
export function finishStates({ functionArns }: ReleaseFlowProps): States {
  const late = (next: string) => ({ next, resultPath: "$.lateError" });
  return {
    Drain: invoke(
      functionArns.fleet,
      { action: "drain", ...COMMON },
      { next: "Record", onError: late("Record") },
    ),
    Record: invoke(
      functionArns.record,
      {
        action: "success",
        ...COMMON,
        "version.$": "$.version",
        "revision.$": "$.revision",
        "launchTemplateVersion.$": "$.raised.result.launchTemplateVersion",
      },
      { next: "Unlock", resultPath: "$.released", onError: late("Unlock") },
    ),
    Unlock: invoke(
      functionArns.lock,
      { action: "release", "token.$": "$.lock.result" },
      { next: "Anything left?", onError: late("Failed late") },
    ),
    "Anything left?": {
      Type: "Choice",
      Choices: [{ Variable: "$.lateError", IsPresent: true, Next: "Failed late" }],
      Default: "Released",
    },
    Released: { Type: "Succeed", OutputPath: "$.released.result" },
    "Failed late": {
      Type: "Fail",
      ErrorPath: "$.lateError.Error",
      CausePath:
        "States.Format('{} is live on {} with all traffic, but its release did not end well: {}', $.version, $.plan.result.idle, $.lateError.Cause)",
    },
  };
}
