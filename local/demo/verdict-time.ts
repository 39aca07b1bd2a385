import { GetExecutionHistoryCommand, SFNClient } from "@aws-sdk/client-sfn";
import { clientConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";

/**
 * Wall-clock milliseconds at which a release's first task failed: its bad verdict.
 * Undefined for an execution in which none did.
 */
export async function verdictTime(
  context: LocalContext,
  place: Place,
  executionArn: string,
): Promise<number | undefined> {
  const client = new SFNClient(clientConfiguration(context, place));
  const { events = [] } = await client.send(
    new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
  );
  const failed = events.find(({ type }) => type === "TaskFailed");
  return failed?.timestamp && context.clock.wall(failed.timestamp.getTime());
}
