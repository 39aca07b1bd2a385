import { templateOf } from "../auto-scaling/template-of";
import { AwsError } from "../gateway/service";
import { text } from "../iam/request";
import type { Rule } from "./rule";

const docs = "https://docs.aws.amazon.com/autoscaling/ec2/userguide";
const api = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference";

const PROCESSES = [
  "Launch",
  "Terminate",
  "AddToLoadBalancer",
  "AlarmNotification",
  "AZRebalance",
  "HealthCheck",
  "InstanceRefresh",
  "ReplaceUnhealthy",
  "ScheduledActions",
];

export const autoScaling: readonly Rule[] = [
  {
    name: "a group's minimum, desired capacity and maximum ascend",
    service: "autoscaling",
    operations: ["CreateAutoScalingGroup", "UpdateAutoScalingGroup", "SetDesiredCapacity"],
    source: `${api}/API_UpdateAutoScalingGroup.html`,
    check: async ({ parameters, account, region }, { facts }) => {
      const group = await facts.group({ account, region }, text(parameters.AutoScalingGroupName));
      const size = (name: "MinSize" | "MaxSize" | "DesiredCapacity") => {
        const given = parameters[name] ?? group?.[name];
        return given === undefined ? undefined : Number(given);
      };
      const [minimum = 0, maximum = Infinity] = [size("MinSize"), size("MaxSize")];
      if (minimum > maximum)
        throw new AwsError(
          "ValidationError",
          `Max bound, ${maximum}, must be at least min bound, ${minimum}`,
        );
      // A group that shrinks or grows takes its capacity along unless it is told one.
      const desired = Number(parameters.DesiredCapacity ?? minimum);
      if (desired >= minimum && desired <= maximum) return;
      throw new AwsError(
        "ValidationError",
        `Desired capacity:${desired} must be between ${minimum} and ${maximum}`,
      );
    },
  },
  {
    name: "only processes that there are can be suspended",
    service: "autoscaling",
    operations: ["SuspendProcesses", "ResumeProcesses"],
    source: `${docs}/as-suspend-resume-processes.html`,
    check: ({ parameters }) => {
      const unknown = [parameters.ScalingProcesses ?? []]
        .flat()
        .find((name) => !PROCESSES.includes(text(name)));
      if (unknown === undefined) return Promise.resolve();
      throw new AwsError("ValidationError", `${text(unknown)} is not a valid scaling process`);
    },
  },
  {
    name: "an instance whose health is set belongs to a group",
    service: "autoscaling",
    operations: ["SetInstanceHealth"],
    source: `${api}/API_SetInstanceHealth.html`,
    check: async ({ parameters, account, region }, { facts }) => {
      const instance = text(parameters.InstanceId);
      if (await facts.isManaged({ account, region }, instance)) return;
      throw new AwsError("ValidationError", `No managed instance found for instance ID: ${instance}`);
    },
  },
  {
    name: "the service-linked role of an Auto Scaling group exists",
    service: "autoscaling",
    operations: ["CreateAutoScalingGroup", "UpdateAutoScalingGroup"],
    source: `${docs}/autoscaling-service-linked-role.html`,
    check: async ({ parameters }, { facts }) => {
      const role = text(parameters.ServiceLinkedRoleARN);
      if (role === "" || (await facts.hasRole(role))) return;
      throw new AwsError("ValidationError", `Invalid service-linked role ARN ${role}`);
    },
  },
  /**
   * Auto Scaling launches with the key of a volume as its own service-linked role, which has no permission for keys:
   * the key's policy or a grant must name it. AWS takes the request and each launch fails; here the request that
   * would launch does, so that it cannot be missed.
   */
  {
    name: "Auto Scaling may use the keys of the volumes it launches",
    service: "autoscaling",
    operations: ["CreateAutoScalingGroup", "UpdateAutoScalingGroup", "SetDesiredCapacity"],
    source: `${docs}/key-policy-requirements-EBS-encryption.html`,
    check: async ({ parameters, account, region }, { facts }) => {
      const { AutoScalingGroupName, DesiredCapacity, MinSize } = parameters;
      if (Number(DesiredCapacity ?? MinSize ?? 0) === 0) return;
      const path = "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
      const role = text(parameters.ServiceLinkedRoleARN) || `arn:aws:iam::${account}:role/${path}`;
      const place = { account, region };
      const launched =
        templateOf(parameters) ?? templateOf(await facts.group(place, text(AutoScalingGroupName)));
      for (const key of await facts.volumeKeys(place, launched)) {
        if (await facts.keyNames(place, key, role)) continue;
        throw new AwsError(
          "ValidationError",
          `Launching a new EC2 instance. Status Reason: Client.InvalidKMSKey.InvalidState: ${role} may not use ${key}`,
        );
      }
    },
  },
];
