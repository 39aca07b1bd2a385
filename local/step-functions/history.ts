import type { EngineEvent } from "./engine/protocol";

/** An event of `GetExecutionHistory`; `timestamp` is in seconds. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  readonly [details: string]: unknown;
}

/** What the engine reports, in AWS's words; undefined where AWS has no event of its own. */
export function describe(event: EngineEvent): { type: string; [details: string]: unknown } | undefined {
  const { state, index, Error: error } = event;
  const cause = typeof event.Cause === "string" ? event.Cause : JSON.stringify(event.Cause);
  const name = state?.name;
  switch (event.type) {
    case "StateEntered":
      return {
        type: `${state?.type}StateEntered`,
        stateEnteredEventDetails: { name, input: JSON.stringify(state?.input) },
      };
    case "StateExited":
      return {
        type: `${state?.type}StateExited`,
        stateExitedEventDetails: { name, output: JSON.stringify(state?.output) },
      };
    case "StateFailed":
      // A path that leads nowhere ends the execution, and is no failure of the task.
      if (state?.type !== "Task" || error === "States.Runtime") return undefined;
      return error === "States.Timeout"
        ? {
            type: "TaskTimedOut",
            taskTimedOutEventDetails: { resourceType: "task", resource: name, error, cause },
          }
        : {
            type: "TaskFailed",
            taskFailedEventDetails: { resourceType: "task", resource: name, error, cause },
          };
    case "MapIterationStarted":
    case "MapIterationSucceeded":
    case "MapIterationFailed":
      return {
        type: event.type,
        [`m${event.type.slice(1)}EventDetails`]: { name: event.parentState?.name, index },
      };
    default:
      // The execution's own start and end are written by the execution.
      return undefined;
  }
}
