import {
  type ElasticLoadBalancingV2,
  type LoadBalancer,
  type TargetGroup as ElbTargetGroup,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { everyPage } from "../pages";
import type { Listener, TargetGroup, Topology } from "./topology";

const DEFAULT_DEREGISTRATION_DELAY_SECONDS = 300;
/** An Application Load Balancer stands in two zones at least. */
const FEWEST_NODES = 2;

/** Reads listeners, rules and target groups as they are deployed. */
export async function readTopology(client: ElasticLoadBalancingV2): Promise<Topology> {
  const balancers = await everyPage(
    paginateDescribeLoadBalancers({ client }, {}),
    (page) => page.LoadBalancers,
  );
  const groups = await everyPage(paginateDescribeTargetGroups({ client }, {}), (page) => page.TargetGroups);
  const served = balancers.filter(({ Type }) => Type === "application");
  const listeners = await Promise.all(served.map((balancer) => readListeners(client, balancer)));
  return {
    listeners: listeners.flat(),
    groups: await Promise.all(groups.map((group) => readGroup(client, group))),
  };
}

async function readListeners(
  client: ElasticLoadBalancingV2,
  { LoadBalancerArn: balancerArn = "", DNSName = "", AvailabilityZones = [] }: LoadBalancer,
): Promise<Listener[]> {
  const nodes = Math.max(AvailabilityZones.length, FEWEST_NODES);
  const balancer = { arn: balancerArn, dnsName: DNSName.toLowerCase(), nodes };
  const pages = paginateDescribeListeners({ client }, { LoadBalancerArn: balancerArn });
  const listeners = await everyPage(pages, (page) => page.Listeners);
  return Promise.all(
    listeners.map(async ({ ListenerArn: arn = "", Protocol: protocol = "HTTP", Port: port = 80 }) => {
      const { Rules = [] } = await client.describeRules({ ListenerArn: arn });
      const priority = ({ Priority }: (typeof Rules)[number]) =>
        Priority === "default" ? Infinity : Number(Priority);
      return { arn, balancer, protocol, port, rules: Rules.sort((a, b) => priority(a) - priority(b)) };
    }),
  );
}

async function readGroup(client: ElasticLoadBalancingV2, group: ElbTargetGroup): Promise<TargetGroup> {
  const { TargetGroupArn: arn = "", Port: port = 80 } = group;
  const { Attributes = [] } = await client.describeTargetGroupAttributes({ TargetGroupArn: arn });
  const delay = Attributes.find(({ Key }) => Key === "deregistration_delay.timeout_seconds")?.Value;
  return {
    arn,
    port,
    deregistrationDelaySeconds: Number(delay ?? DEFAULT_DEREGISTRATION_DELAY_SECONDS),
    healthCheck: {
      path: group.HealthCheckPath ?? "/",
      port: /^\d+$/.test(group.HealthCheckPort ?? "") ? Number(group.HealthCheckPort) : undefined,
      intervalSeconds: group.HealthCheckIntervalSeconds ?? 30,
      timeoutSeconds: group.HealthCheckTimeoutSeconds ?? 5,
      healthyThreshold: group.HealthyThresholdCount ?? 5,
      unhealthyThreshold: group.UnhealthyThresholdCount ?? 2,
      matcher: group.Matcher?.HttpCode ?? "200",
    },
  };
}
