import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ElbTargets } from "../balancer/balancer";
import { parseEnvironment } from "../runtime/environment";
import { handle } from "../runtime/handle";
import { environment } from "./environment";
import { event } from "./event";
import { targets } from "./targets";

const { TARGET_GROUP_ARNS } = parseEnvironment(environment, process.env);
const balancer = new ElbTargets(new ElasticLoadBalancingV2Client({}), TARGET_GROUP_ARNS);

export const handler = handle(event, (input) => targets(balancer, input));
