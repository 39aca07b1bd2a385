import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeExecutionCommand, ExecutionDoesNotExist, SFNClient } from "@aws-sdk/client-sfn";
import { ReleaseItem } from "../fencing/release-item";
import { parseEnvironment } from "../runtime/environment";
import { handle } from "../runtime/handle";
import { acquire, type Executions } from "./acquire";
import { environment } from "./environment";
import { event } from "./event";
import { release } from "./release";

const { TABLE_NAME } = parseEnvironment(environment, process.env);
const item = new ReleaseItem(new DynamoDBClient({}), TABLE_NAME);
const stepFunctions = new SFNClient({});

const executions: Executions = {
  async status(arn) {
    try {
      const { status } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn: arn }));
      return status ?? "unknown";
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return "GONE";
      throw error;
    }
  },
};

export const handler = handle(event, async (input) => {
  switch (input.action) {
    case "acquire":
      return acquire(item, executions, input.token.owner);
    case "release":
      return release(item, input.token);
  }
});
