import { AwsError } from "../gateway/service";
import { valuesAt } from "../models/values-at";
import type { Rule } from "./rule";

/** A service-linked role is there before what names it. */
export const serviceLinkedRoles: readonly Rule[] = [
  {
    name: "the service-linked role of an Auto Scaling group exists",
    service: "autoscaling",
    operations: ["CreateAutoScalingGroup", "UpdateAutoScalingGroup"],
    source: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-service-linked-role.html",
    check: async ({ parameters }, { facts }) => {
      for (const { value } of valuesAt(parameters, "ServiceLinkedRoleARN")) {
        if (await facts.hasRole(String(value))) continue;
        throw new AwsError("ValidationError", `Invalid service-linked role ARN ${String(value)}`);
      }
    },
  },
];
