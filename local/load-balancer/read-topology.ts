import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { paginateDescribeAutoScalingGroups } from "@aws-sdk/client-auto-scaling";
import type { EC2Client } from "@aws-sdk/client-ec2";
import { paginateDescribeInstances } from "@aws-sdk/client-ec2";
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
  DescribeTargetHealthCommand,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Action, Balancer, Condition, Listener, Member, Rule, TargetGroup, Topology } from "./topology";

export interface Clients {
  readonly elb: ElasticLoadBalancingV2Client;
  readonly autoScaling: AutoScalingClient;
  readonly ec2: EC2Client;
}

const DEFAULT_DEREGISTRATION_DELAY_SECONDS = 300;

/** Reads listeners, rules and target groups as they are deployed. */
export async function readTopology({ elb }: Clients): Promise<Topology> {
  const listeners: Listener[] = [];
  for await (const page of paginateDescribeLoadBalancers({ client: elb }, {})) {
    for (const { LoadBalancerArn: arn = "", DNSName = "", Type } of page.LoadBalancers ?? []) {
      if (Type === "application") {
        listeners.push(...(await readListeners(elb, { arn, dnsName: DNSName.toLowerCase() })));
      }
    }
  }
  const groups: TargetGroup[] = [];
  for await (const page of paginateDescribeTargetGroups({ client: elb }, {})) {
    groups.push(...(await Promise.all((page.TargetGroups ?? []).map((group) => readGroup(elb, group)))));
  }
  return { listeners, groups };
}

/**
 * The members of each group: what is registered, and the Auto Scaling instances in service that moto has not
 * registered yet, without those that no longer run (moto leaves both wrong until the group's next action).
 */
export async function readMembers(
  { elb, autoScaling, ec2 }: Clients,
  groups: readonly TargetGroup[],
): Promise<ReadonlyMap<string, readonly Member[]>> {
  if (groups.length === 0) return new Map();
  const [scaled, running] = await Promise.all([readScaledInstances(autoScaling), readRunning(ec2)]);
  const members = await Promise.all(
    groups.map(async ({ arn, port }): Promise<[string, Member[]]> => {
      const answer = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn }));
      const registered = (answer.TargetHealthDescriptions ?? []).map(({ Target }): Member => ({
        instanceId: Target?.Id ?? "",
        port: Target?.Port ?? port,
      }));
      const missing = scaled
        .filter(({ groupArns, inService }) => inService && groupArns.includes(arn))
        .filter(({ instanceId }) => !registered.some((member) => member.instanceId === instanceId))
        .map(({ instanceId }): Member => ({ instanceId, port }));
      const serves = ({ instanceId }: Member) =>
        running.has(instanceId) &&
        !scaled.some((instance) => instance.instanceId === instanceId && !instance.inService);
      return [arn, [...registered, ...missing].filter(serves)];
    }),
  );
  return new Map(members);
}

interface ScaledInstance {
  readonly instanceId: string;
  readonly inService: boolean;
  readonly groupArns: readonly string[];
}

async function readScaledInstances(client: AutoScalingClient): Promise<readonly ScaledInstance[]> {
  const instances: ScaledInstance[] = [];
  for await (const page of paginateDescribeAutoScalingGroups({ client }, {})) {
    for (const { Instances = [], TargetGroupARNs: groupArns = [] } of page.AutoScalingGroups ?? []) {
      for (const { InstanceId: instanceId = "", LifecycleState } of Instances) {
        instances.push({ instanceId, inService: LifecycleState === "InService", groupArns });
      }
    }
  }
  return instances;
}

async function readRunning(client: EC2Client): Promise<ReadonlySet<string>> {
  const running = new Set<string>();
  const Filters = [{ Name: "instance-state-name", Values: ["pending", "running"] }];
  for await (const page of paginateDescribeInstances({ client }, { Filters })) {
    for (const { InstanceId = "" } of page.Reservations?.flatMap(({ Instances = [] }) => Instances) ?? []) {
      running.add(InstanceId);
    }
  }
  return running;
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
