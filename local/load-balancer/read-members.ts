import { paginateDescribeAutoScalingGroups, type AutoScaling } from "@aws-sdk/client-auto-scaling";
import { paginateDescribeInstances, type EC2 } from "@aws-sdk/client-ec2";
import { everyPage } from "../pages";
import type { Member, TargetGroup } from "./topology";

/** Whether an instance is not in service yet, which moto does not know. */
export interface LaunchHooks {
  waits(instanceId: string): Promise<boolean>;
}

export interface Sources {
  readonly autoScaling: AutoScaling;
  readonly ec2: EC2;
  readonly launchHooks: LaunchHooks;
}

/**
 * The members of each group: the Auto Scaling instances in service that run. moto's own registrations are late
 * until an Auto Scaling group's next action.
 */
export async function readMembers(
  { autoScaling, ec2, launchHooks }: Sources,
  groups: readonly TargetGroup[],
): Promise<ReadonlyMap<string, readonly Member[]>> {
  if (groups.length === 0) return new Map();
  const Filters = [{ Name: "instance-state-name", Values: ["pending", "running"] }];
  const [scaling, reservations] = await Promise.all([
    everyPage(
      paginateDescribeAutoScalingGroups({ client: autoScaling }, {}),
      (page) => page.AutoScalingGroups,
    ),
    everyPage(paginateDescribeInstances({ client: ec2 }, { Filters }), (page) => page.Reservations),
  ]);
  const running = reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId));
  const members = async ({ arn, port }: TargetGroup): Promise<[string, Member[]]> => {
    const ids = scaling
      .filter(({ TargetGroupARNs = [] }) => TargetGroupARNs.includes(arn))
      .flatMap(({ Instances = [] }) => Instances)
      .filter(
        ({ InstanceId, LifecycleState }) => LifecycleState === "InService" && running.includes(InstanceId),
      )
      .map(({ InstanceId = "" }) => InstanceId);
    const waiting = await Promise.all(ids.map((id) => launchHooks.waits(id)));
    return [arn, ids.filter((_, index) => !waiting[index]).map((instanceId) => ({ instanceId, port }))];
  };
  return new Map(await Promise.all(groups.map(members)));
}
