import type { HistoryEvent, HistoryEventType } from "@aws-sdk/client-sfn";
import type { EngineEvent } from "./engine/protocol";

/** An event before it has its place in a history. */
export type Happening = Omit<HistoryEvent, "id" | "timestamp">;

/** @param kind names the details. @default - the event's type */
export function happening(type: string, details: object, kind = type): Happening {
  return {
    type: type as HistoryEventType,
    [`${kind.charAt(0).toLowerCase()}${kind.slice(1)}EventDetails`]: details,
  };
}

/** What the engine reports, in AWS's words; undefined where AWS has no event of its own. */
export function describe(event: EngineEvent): Happening | undefined {
  const { type, state, index, parentState, Error: error } = event;
  const name = state?.name;
  switch (type) {
    case "StateEntered":
      return happening(`${state?.type}${type}`, { name, input: JSON.stringify(state?.input) }, type);
    case "StateExited":
      return happening(`${state?.type}${type}`, { name, output: JSON.stringify(state?.output) }, type);
    case "StateFailed": {
      // A path that leads nowhere ends the execution, and is no failure of the task.
      if (state?.type !== "Task" || error === "States.Runtime") return undefined;
      const cause = typeof event.Cause === "string" ? event.Cause : JSON.stringify(event.Cause);
      const details = { resourceType: "task", resource: name, error, cause };
      return happening(error === "States.Timeout" ? "TaskTimedOut" : "TaskFailed", details);
    }
    case "MapIterationStarted":
    case "MapIterationSucceeded":
    case "MapIterationFailed":
      return happening(type, { name: parentState?.name, index });
    default:
      // The execution's own start and end are written by the execution.
      return undefined;
  }
}
