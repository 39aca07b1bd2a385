import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ReleaseItem } from "../fencing/release-item";
import type { Token } from "../fencing/token";
import { parseEnvironment } from "../runtime/environment";
import { handle } from "../runtime/handle";
import { environment } from "./environment";
import { event } from "./event";
import { recordFailure } from "./failure";
import { recordSuccess } from "./success";

const { TABLE_NAME } = parseEnvironment(environment, process.env);
const item = new ReleaseItem(new DynamoDBClient({}), TABLE_NAME);

export const handler = handle(event, async (input): Promise<unknown> => {
  const at = new Date(Date.now()).toISOString();
  switch (input.action) {
    case "success":
      return recordSuccess(item, input.token, { ...input, at });
    case "failure": {
      const { plan, live, ...state } = input.state;
      return recordFailure(item, ownToken(input.token), {
        ...state,
        at,
        first: plan?.result.first ?? false,
        liveOn: live ? plan?.result.idle : undefined,
      });
    }
  }
});

function ownToken({ owner, generation }: Partial<Token> & Pick<Token, "owner">): Token | undefined {
  return generation === undefined ? undefined : { owner, generation };
}
