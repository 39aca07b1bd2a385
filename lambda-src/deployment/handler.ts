import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CodeDeployments } from "../deployments/code-deployments";
import { ReleaseItem } from "../fencing/release-item";
import { parseEnvironment } from "../runtime/environment";
import { handle } from "../runtime/handle";
import { environment } from "./environment";
import { event } from "./event";
import { start } from "./start";
import { status } from "./status";

const { TABLE_NAME, APPLICATION, DEPLOYMENT_GROUPS } = parseEnvironment(environment, process.env);
const lock = new ReleaseItem(new DynamoDBClient({}), TABLE_NAME);
const deployments = new CodeDeployments(new CodeDeployClient({}), APPLICATION, DEPLOYMENT_GROUPS);

export const handler = handle(event, async (input) => {
  switch (input.action) {
    case "start":
      return start({ lock, deployments }, input.token, input.plan, input.revision);
    case "status":
      return status(deployments, input.deploymentId, input.size, input.polling);
  }
});
