import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ElbBalancer } from "../balancer/balancer";
import { CodeDeployments } from "../deployments/code-deployments";
import { ReleaseItem } from "../fencing/release-item";
import { AutoScalingFleets } from "../fleets/auto-scaling-fleets";
import { parseEnvironment } from "../runtime/environment";
import { handle } from "../runtime/handle";
import { environment } from "./environment";
import { event } from "./event";
import { fleet } from "./fleet";

const settings = parseEnvironment(environment, process.env);
const item = new ReleaseItem(new DynamoDBClient({}), settings.TABLE_NAME);
const balancer = new ElbBalancer(
  new ElasticLoadBalancingV2Client({}),
  settings.RULE_ARN,
  settings.TARGET_GROUP_ARNS,
);
const fleets = new AutoScalingFleets(new AutoScalingClient({}), new EC2Client({}), settings.FLEETS);
const deployments = new CodeDeployments(new CodeDeployClient({}), settings.APPLICATION, settings.FLEETS);

export const handler = handle(event, (input) =>
  fleet(
    {
      lock: item,
      suspensions: item,
      history: item,
      balancer,
      fleets,
      deployments,
      minimum: settings.MINIMUM,
    },
    input,
  ),
);
