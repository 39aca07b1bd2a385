import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ReleaseItem } from "../fencing/release-item";
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
      const { owner, generation } = input.token;
      const token = generation === undefined ? undefined : { owner, generation };
      return recordFailure(item, token, {
        ...input.state,
        first: input.state.plan?.result.first ?? false,
        at,
      });
    }
  }
});
