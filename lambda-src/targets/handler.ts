import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ElbBalancer } from "../balancer/balancer";
import { parseEnvironment } from "../runtime/environment";
import { handle } from "../runtime/handle";
import { environment } from "./environment";
import { event } from "./event";
import { targets } from "./targets";

const { RULE_ARN, TARGET_GROUP_ARNS } = parseEnvironment(environment, process.env);
const balancer = new ElbBalancer(new ElasticLoadBalancingV2Client({}), RULE_ARN, TARGET_GROUP_ARNS);

export const handler = handle(event, ({ plan, size, polling }) => targets(balancer, plan, size, polling));
