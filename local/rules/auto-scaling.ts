import { AwsError } from "../gateway/service";
import { text } from "../iam/request";
import type { Rule } from "./rule";

const docs = "https://docs.aws.amazon.com/autoscaling/ec2/userguide";

export const autoScaling: readonly Rule[] = [
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
      const { AutoScalingGroupName, DesiredCapacity, MinSize, LaunchTemplate } = parameters;
      if (Number(DesiredCapacity ?? MinSize ?? 0) === 0) return;
      const path = "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
      const role = text(parameters.ServiceLinkedRoleARN) || `arn:aws:iam::${account}:role/${path}`;
      const place = { account, region };
      const launched = LaunchTemplate ?? (await facts.templateOf(place, text(AutoScalingGroupName)));
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
