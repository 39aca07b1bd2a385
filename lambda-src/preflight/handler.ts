import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { S3Client } from "@aws-sdk/client-s3";
import { ElbBalancer } from "../balancer/balancer";
import { CodeDeployments } from "../deployments/code-deployments";
import { ReleaseItem } from "../fencing/release-item";
import { AutoScalingFleets } from "../fleets/auto-scaling-fleets";
import { parseEnvironment } from "../runtime/environment";
import { handle } from "../runtime/handle";
import { sha256 } from "./digest";
import { environment } from "./environment";
import { event } from "./event";
import { preflight, type World } from "./preflight";

const settings = parseEnvironment(environment, process.env);
const cloudWatch = new CloudWatchClient({});
const s3 = new S3Client({});

const world: World = {
  balancer: new ElbBalancer(
    new ElasticLoadBalancingV2Client({}),
    settings.RULE_ARN,
    settings.TARGET_GROUP_ARNS,
  ),
  fleets: new AutoScalingFleets(new AutoScalingClient({}), new EC2Client({}), settings.FLEETS),
  deployments: new CodeDeployments(new CodeDeployClient({}), settings.APPLICATION, settings.FLEETS),
  history: new ReleaseItem(new DynamoDBClient({}), settings.TABLE_NAME),
  objects: { sha256: (revision) => sha256(s3, revision) },
  alarms: {
    async state(colour) {
      const { MetricAlarms } = await cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmNames: [settings.ALARMS[colour]] }),
      );
      return MetricAlarms?.[0]?.StateValue;
    },
  },
};

export const handler = handle(event, ({ revision }) =>
  preflight(world, { targetGroups: settings.TARGET_GROUP_ARNS, minimum: settings.MINIMUM }, revision),
);
