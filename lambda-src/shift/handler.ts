import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ElbBalancer } from "../balancer/balancer";
import { ReleaseItem } from "../fencing/release-item";
import { parseEnvironment } from "../runtime/environment";
import { handle } from "../runtime/handle";
import { environment } from "./environment";
import { event } from "./event";
import { shift } from "./shift";

const { TABLE_NAME, RULE_ARN, TARGET_GROUP_ARNS } = parseEnvironment(environment, process.env);
const world = {
  lock: new ReleaseItem(new DynamoDBClient({}), TABLE_NAME),
  balancer: new ElbBalancer(new ElasticLoadBalancingV2Client({}), RULE_ARN, TARGET_GROUP_ARNS),
  now: () => Date.now(),
  sleep: (milliseconds: number) => sleep(milliseconds),
};

export const handler = handle(event, ({ token, plan, weight, size }) =>
  shift(world, token, plan, weight, size),
);
