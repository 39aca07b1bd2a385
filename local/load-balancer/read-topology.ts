import type {
  Action as ElbAction,
  ElasticLoadBalancingV2Client,
  Rule as ElbRule,
  RuleCondition,
  TargetGroup as ElbTargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  DescribeRulesCommand,
  DescribeTargetGroupAttributesCommand,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Action, Balancer, Condition, Listener, Rule, TargetGroup, Topology } from "./topology";

const DEFAULT_DEREGISTRATION_DELAY_SECONDS = 300;
/** An Application Load Balancer stands in two zones at least. */
const FEWEST_NODES = 2;

/** Reads listeners, rules and target groups as they are deployed. */
export async function readTopology(elb: ElasticLoadBalancingV2Client): Promise<Topology> {
  const listeners: Listener[] = [];
  for await (const page of paginateDescribeLoadBalancers({ client: elb }, {})) {
    for (const { LoadBalancerArn: arn = "", DNSName = "", Type, AvailabilityZones } of page.LoadBalancers ??
      []) {
      if (Type !== "application") continue;
      const nodes = Math.max(AvailabilityZones?.length ?? 0, FEWEST_NODES);
      listeners.push(...(await readListeners(elb, { arn, dnsName: DNSName.toLowerCase(), nodes })));
    }
  }
  const groups: TargetGroup[] = [];
  for await (const page of paginateDescribeTargetGroups({ client: elb }, {})) {
    groups.push(...(await Promise.all((page.TargetGroups ?? []).map((group) => readGroup(elb, group)))));
  }
  return { listeners, groups };
}

async function readListeners(client: ElasticLoadBalancingV2Client, balancer: Balancer): Promise<Listener[]> {
  const listeners: Listener[] = [];
  for await (const page of paginateDescribeListeners({ client }, { LoadBalancerArn: balancer.arn })) {
    for (const { ListenerArn: arn = "", Protocol: protocol = "HTTP", Port: port = 80 } of page.Listeners ??
      []) {
      const { Rules = [] } = await client.send(new DescribeRulesCommand({ ListenerArn: arn }));
      const rules = Rules.map(toRule).sort((a, b) => a.priority - b.priority);
      listeners.push({ arn, balancer, protocol, port, rules });
    }
  }
  return listeners;
}

async function readGroup(client: ElasticLoadBalancingV2Client, group: ElbTargetGroup): Promise<TargetGroup> {
  const { TargetGroupArn: arn = "", Port: port = 80 } = group;
  const { Attributes = [] } = await client.send(
    new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }),
  );
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

function toRule({ Priority, Conditions = [], Actions = [] }: ElbRule): Rule {
  const priority = Priority === "default" ? Infinity : Number(Priority);
  return { priority, conditions: Conditions.map(toCondition), action: toAction(Actions) };
}

function toCondition(condition: RuleCondition): Condition {
  const { Field: name = "" } = condition;
  switch (name) {
    case "path-pattern":
      return { field: name, values: condition.PathPatternConfig?.Values ?? condition.Values ?? [] };
    case "host-header":
      return { field: name, values: condition.HostHeaderConfig?.Values ?? condition.Values ?? [] };
    case "http-header": {
      const { HttpHeaderName: header = "", Values: values = [] } = condition.HttpHeaderConfig ?? {};
      return { field: name, header, values };
    }
    default:
      return { field: "unsupported", name };
  }
}

/** The last action answers; those before it authenticate, which local AWS lacks. */
function toAction(actions: readonly ElbAction[]): Action {
  const action = actions.at(-1);
  if (action?.Type === "forward") {
    const groups = action.ForwardConfig?.TargetGroups ?? [{ TargetGroupArn: action.TargetGroupArn }];
    return {
      type: "forward",
      groups: groups.map(({ TargetGroupArn: groupArn = "", Weight: weight = 1 }) => ({ groupArn, weight })),
    };
  }
  if (action?.Type === "fixed-response") {
    const { StatusCode, ContentType: contentType = "text/plain" } = action.FixedResponseConfig ?? {};
    const body = action.FixedResponseConfig?.MessageBody ?? "";
    return { type: "fixed-response", status: Number(StatusCode ?? 503), contentType, body };
  }
  if (action?.Type === "redirect") {
    const to = action.RedirectConfig;
    const { Protocol = "#{protocol}", Host = "#{host}", Port = "#{port}" } = to ?? {};
    const { Path = "/#{path}", Query = "#{query}" } = to ?? {};
    const location = `${Protocol.toLowerCase()}://${Host}:${Port}${Path}${Query === "" ? "" : `?${Query}`}`;
    return { type: "redirect", status: to?.StatusCode === "HTTP_301" ? 301 : 302, location };
  }
  return { type: "unsupported", name: action?.Type ?? "none" };
}
