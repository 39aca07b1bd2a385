import type { Closed, Opened } from "../../lambda-src/contracts/fleet";
import type { Caught, Token } from "../../lambda-src/contracts/ledger";
import { type Answer, type Definition, invoke, pathsInto, stateMachine } from "./asl";
import { ACQUIRE, RELEASE, type ReleaseFlowProps } from "./flow";

const LOCK_EVERY_SECONDS = 300;
const LOCK_ATTEMPTS = 24;
/** How long EventBridge Scheduler goes on to try, where a day is its own default. */
export const START_WITHIN_SECONDS = 3600;
/** How late closing or opening may come: a release that runs puts it off. */
export const LATEST_SECONDS = START_WITHIN_SECONDS + LOCK_EVERY_SECONDS * LOCK_ATTEMPTS;

const ACTIONS = ["close", "open"];

/** What lies in its state: its input, and beside it the answer of each function. */
interface OfficeHoursState {
  readonly action: string;
  readonly lock: Answer<Token>;
  readonly moved: Answer<Closed | Opened>;
  readonly error: Caught;
  readonly unlockError: Caught;
}

const at = pathsInto<OfficeHoursState>();

/**
 * Closes or opens the live colour of one environment, in the Amazon States Language (JSONPath).
 *
 * It takes the lock of a release, as its own execution: nothing changes while a release runs, none begins meanwhile,
 * and the lock of one that died is taken over by whoever comes next.
 */
export function officeHoursDefinition({
  partition,
  functionArns: { ledger, fleet },
}: Pick<ReleaseFlowProps, "partition" | "functionArns">): Definition {
  return stateMachine(partition, {
    Comment: "Closes or opens the live colour",
    StartAt: "Close or open?",
    States: {
      "Close or open?": {
        Type: "Choice",
        Choices: [
          {
            And: [
              { Variable: at("action"), IsPresent: true },
              { Or: ACTIONS.map((action) => ({ Variable: at("action"), StringEquals: action })) },
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
      Lock: invoke(ledger, ACQUIRE, {
        next: "Move",
        resultPath: at("lock"),
        onError: { next: "Failed", resultPath: at("error") },
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
        { "action.$": at("action"), "token.$": at("lock.result") },
        {
          next: "Unlock",
          resultPath: at("moved"),
          onError: { next: "Unlock after the failure", resultPath: at("error") },
        },
      ),
      Unlock: invoke(ledger, RELEASE, {
        next: "Moved",
        onError: { next: "Failed", resultPath: at("error") },
      }),
      Moved: { Type: "Succeed", OutputPath: at("moved.result") },
      "Unlock after the failure": invoke(ledger, RELEASE, {
        next: "Failed",
        onError: { next: "Failed", resultPath: at("unlockError") },
      }),
      Failed: { Type: "Fail", ErrorPath: at("error.Error"), CausePath: at("error.Cause") },
    },
  });
}
