import { invoke, type States } from "./asl";
import { COMMON, RELEASE, type ReleaseFlowProps } from "./flow";
import { untilSilent } from "./silence-states";

/**
 * After the last verdict. The new colour has all the traffic and the old one may be gone, so nothing here
 * may move weights any more: an error ends the release as failed, with the new version live.
 */
export function finishStates({ functionArns }: ReleaseFlowProps): States {
  const late = (next: string) => ({ next, resultPath: "$.lateError" });
  return {
    ...untilSilent(functionArns.judge, "Old colour silent", "live", "$.shift.result.shiftedAt", {
      next: "Drain",
      onServing: late("Record"),
    }),
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
    Unlock: invoke(functionArns.lock, RELEASE, { next: "Anything left?", onError: late("Late failure") }),
    "Anything left?": {
      Type: "Choice",
      Choices: [{ Variable: "$.lateError", IsPresent: true, Next: "Late failure" }],
      Default: "Released",
    },
    Released: { Type: "Succeed", OutputPath: "$.released.result" },
    "Late failure": {
      Type: "Pass",
      Parameters: { result: { "error.$": "$.lateError.Error", "cause.$": "$.lateError.Cause" } },
      ResultPath: "$.failure",
      Next: "Explain the late failure",
    },
    "Explain the late failure": invoke(
      functionArns.record,
      {
        action: "failure",
        // Without a generation: the lock is gone, or was never this release's to write under.
        token: { "owner.$": "$.lock.result.owner" },
        state: {
          "version.$": "$.version",
          "plan.$": "$.plan",
          "error.$": "$.lateError",
          live: true,
        },
      },
      {
        next: "Failed",
        resultPath: "$.failure",
        onError: { next: "Failed", resultPath: "$.recordError" },
      },
    ),
  };
}
