import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ReleaseItem } from "../aws/dynamodb";
import { ElbBalancer } from "../aws/elb";
import { environment, event } from "../contracts/shift";
import { clock } from "../runtime/clock";
import { parseEnvironment, type Variables } from "../runtime/environment";
import { handle } from "../runtime/handle";
import type { Write } from "../runtime/log";
import * as traffic from "../steps/traffic";

/** Raises the candidate's weight. */
export const shift = (world: traffic.World, write?: Write) =>
  handle(event, ({ token, plan, weight, size }) => traffic.shift(world, token, plan, weight, size), write);

export function world(variables: Variables): traffic.World {
  const { TABLE_NAME, RULE_ARN, TARGET_GROUP_ARNS } = parseEnvironment(environment, variables);
  return {
    lock: new ReleaseItem(new DynamoDBClient({}), TABLE_NAME),
    balancer: new ElbBalancer(new ElasticLoadBalancingV2Client({}), RULE_ARN, TARGET_GROUP_ARNS),
    clock,
  };
}
