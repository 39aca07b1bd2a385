import { AutoscalingLifecycleHook } from "@cdktf/provider-aws/lib/autoscaling-lifecycle-hook";
import type { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { Construct } from "constructs";

/** User data names it, too. */
export const LAUNCH_HOOK = "agent-answers";

/**
 * Longest time from launch to an agent that answers. Boot, packages and agents take about two minutes; an instance
 * that is given up, and the one in its place, must fit into the time that a release waits for its fleet.
 */
export const READY_WITHIN_SECONDS = 600;

/**
 * Keeps an instance out of service until its user data says that it can install a revision: CodeDeploy fails a
 * deployment whose first lifecycle event has not started after 5 minutes. One that never says so is replaced.
 */
export class LaunchHook extends Construct {
  constructor(scope: Construct, id: string, autoScalingGroup: AutoscalingGroup) {
    super(scope, id);
    new AutoscalingLifecycleHook(this, "hook", {
      name: LAUNCH_HOOK,
      autoscalingGroupName: autoScalingGroup.name,
      lifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
      heartbeatTimeout: READY_WITHIN_SECONDS,
      defaultResult: "ABANDON",
    });
  }
}
