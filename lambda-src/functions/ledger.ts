import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { ReleaseItem } from "../aws/dynamodb";
import { StateMachineExecutions } from "../aws/step-functions";
import { environment, event } from "../contracts/ledger";
import type { Clock, Executions, Lock, Records } from "../model/ports";
import { clock } from "../runtime/clock";
import { parseEnvironment, type Variables } from "../runtime/environment";
import { handle } from "../runtime/handle";
import type { Write } from "../runtime/log";
import { acquire, release } from "../steps/lock";
import { recordFailure, recordSuccess } from "../steps/record";

export interface World {
  readonly item: Lock & Records;
  readonly executions: Executions;
  readonly clock: Pick<Clock, "now">;
}

/** Keeps the release's item: takes and gives back its lock, and writes down how a release ended. */
export const ledger = ({ item, executions, clock }: World, write?: Write) =>
  handle(
    event,
    async (input): Promise<unknown> => {
      const at = new Date(clock.now()).toISOString();
      switch (input.action) {
        case "acquire":
          return acquire(item, executions, input.token.owner);
        case "release":
          return release(item, input.token);
        case "success":
          return recordSuccess(item, input.token, input, at);
        case "failure":
          return recordFailure(item, input.token, input.state, at);
      }
    },
    write,
  );

export function world(variables: Variables): World {
  const { TABLE_NAME } = parseEnvironment(environment, variables);
  return {
    item: new ReleaseItem(new DynamoDBClient({}), TABLE_NAME),
    executions: new StateMachineExecutions(new SFNClient({})),
    clock,
  };
}
