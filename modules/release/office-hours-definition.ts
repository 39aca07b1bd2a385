import { type Definition, invoke, ofPartition } from "./asl";
import { ACQUIRE, RELEASE, type ReleaseFlowProps } from "./flow";

const LOCK_EVERY_SECONDS = 300;
const LOCK_ATTEMPTS = 24;
/** How long EventBridge Scheduler goes on to try, where a day is its own default. */
export const START_WITHIN_SECONDS = 3600;
/** How late closing or opening may come: a release that runs puts it off. */
export const LATEST_SECONDS = START_WITHIN_SECONDS + LOCK_EVERY_SECONDS * LOCK_ATTEMPTS;

const ACTIONS = ["close", "open"];

/**
 * Closes or opens the live colour of one environment, in the Amazon States Language (JSONPath).
 *
 * It takes the lock of a release, as its own execution: nothing changes while a release runs, none begins meanwhile,
 * and the lock of one that died is taken over by whoever comes next.
 */
export function officeHoursDefinition({
  partition,
  functionArns: { lock, fleet },
}: Pick<ReleaseFlowProps, "partition" | "functionArns">): Definition {
  return {
    Comment: "Closes or opens the live colour",
    StartAt: "Close or open?",
    States: ofPartition(partition, {
      "Close or open?": {
        Type: "Choice",
        Choices: [
          {
            And: [
              { Variable: "$.action", IsPresent: true },
              { Or: ACTIONS.map((action) => ({ Variable: "$.action", StringEquals: action })) },
            ],
            Next: "Lock",
          },
        ],
        Default: "Neither",
      },
      Neither: {
        Type: "Fail",
        Error: "InvalidInput",
        Cause: `input: action must be one of ${ACTIONS.join(", ")}`,
      },
      Lock: invoke(lock, ACQUIRE, {
        next: "Move",
        resultPath: "$.lock",
        onError: { next: "Failed", resultPath: "$.error" },
        retry: [
          {
            ErrorEquals: ["LockHeld"],
            IntervalSeconds: LOCK_EVERY_SECONDS,
            MaxAttempts: LOCK_ATTEMPTS,
            BackoffRate: 1,
          },
        ],
      }),
      Move: invoke(
        fleet,
        { "action.$": "$.action", "token.$": "$.lock.result" },
        {
          next: "Unlock",
          resultPath: "$.moved",
          onError: { next: "Unlock after the failure", resultPath: "$.error" },
        },
      ),
      Unlock: invoke(lock, RELEASE, {
        next: "Moved",
        onError: { next: "Failed", resultPath: "$.error" },
      }),
      Moved: { Type: "Succeed", OutputPath: "$.moved.result" },
      "Unlock after the failure": invoke(lock, RELEASE, {
        next: "Failed",
        onError: { next: "Failed", resultPath: "$.unlockError" },
      }),
      Failed: { Type: "Fail", ErrorPath: "$.error.Error", CausePath: "$.error.Cause" },
    }),
  };
}
