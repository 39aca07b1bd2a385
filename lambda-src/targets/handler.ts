import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ElbTargets } from "../balancer/balancer";
import { parseEnvironment } from "../runtime/environment";
import { handle } from "../runtime/handle";
import { environment } from "./environment";
import { event } from "./event";
import { targets } from "./targets";

const { TARGET_GROUP_ARNS, TEST_TARGET_GROUP_ARNS } = parseEnvironment(environment, process.env);
const client = new ElasticLoadBalancingV2Client({});
const balancer = {
  users: new ElbTargets(client, TARGET_GROUP_ARNS),
  testers: new ElbTargets(client, TEST_TARGET_GROUP_ARNS),
};

export const handler = handle(event, (input) => targets(balancer, input));
