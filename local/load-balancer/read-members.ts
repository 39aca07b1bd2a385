import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { paginateDescribeAutoScalingGroups } from "@aws-sdk/client-auto-scaling";
import type { EC2Client } from "@aws-sdk/client-ec2";
import { paginateDescribeInstances } from "@aws-sdk/client-ec2";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { DescribeTargetHealthCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Member, TargetGroup } from "./topology";

export interface Clients {
  readonly elb: ElasticLoadBalancingV2Client;
  readonly autoScaling: AutoScalingClient;
  readonly ec2: EC2Client;
}

interface ScaledInstance {
  readonly instanceId: string;
  readonly inService: boolean;
  readonly groupArns: readonly string[];
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
  const [scaled, running] = await Promise.all([readScaled(autoScaling), readRunning(ec2)]);
  const notYet = new Set(scaled.filter(({ inService }) => !inService).map(({ instanceId }) => instanceId));
  const members = await Promise.all(
    groups.map(async (group): Promise<[string, Member[]]> => {
      const registered = await readRegistered(elb, group);
      const known = new Set(registered.map(({ instanceId }) => instanceId));
      const missing = scaled
        .filter(({ groupArns, instanceId }) => groupArns.includes(group.arn) && !known.has(instanceId))
        .map(({ instanceId }): Member => ({ instanceId, port: group.port }));
      const serves = ({ instanceId }: Member) => running.has(instanceId) && !notYet.has(instanceId);
      return [group.arn, [...registered, ...missing].filter(serves)];
    }),
  );
  return new Map(members);
}

/** Whether an error says that what was asked for does not exist (any more). */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && /NotFound/.test(error.name);
}

async function readRegistered(
  client: ElasticLoadBalancingV2Client,
  { arn, port }: TargetGroup,
): Promise<readonly Member[]> {
  const command = new DescribeTargetHealthCommand({ TargetGroupArn: arn });
  const answer = await client.send(command).catch((error: unknown) => {
    if (isNotFound(error)) return { TargetHealthDescriptions: [] };
    throw error;
  });
  return (answer.TargetHealthDescriptions ?? []).map(({ Target }) => ({
    instanceId: Target?.Id ?? "",
    port: Target?.Port ?? port,
  }));
}

async function readScaled(client: AutoScalingClient): Promise<readonly ScaledInstance[]> {
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
