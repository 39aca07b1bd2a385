import { templateOf } from "../../auto-scaling/template-of";
import { arnOf, text, type Operation } from "../request";
import { each, type Requirement } from "../requirement";
import type { Deployed } from "../resources";
import type { Findings } from "./rule";

export const autoScaling: Findings = {
  CreateAutoScalingGroup: { also: launchOf },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html
  SetInstanceHealth: {
    resources: async (operation, deployed) => {
      const group = await deployed.groupOf(operation, text(operation.parameters.InstanceId));
      return [groupArn(operation, group ?? "*")];
    },
  },
  UpdateAutoScalingGroup: { also: launchOf },
};

export function groupArn(place: Pick<Operation, "account" | "region">, name: string): string {
  return arnOf("autoscaling", place, `autoScalingGroup:*:autoScalingGroupName/${name}`);
}

/**
 * Auto Scaling tries a launch in the name of whoever gives a group its template.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html
 */
async function launchOf(operation: Operation, deployed: Deployed): Promise<readonly Requirement[]> {
  const { account, region, parameters } = operation;
  const given =
    templateOf(parameters) ?? (await deployed.templateOf(operation, text(parameters.AutoScalingGroupName)));
  const template = given && (await deployed.templateIdOf(operation, given));
  if (template === undefined) return [];
  const arn = (resource: string) => arnOf("ec2", operation, resource);
  const launched = arn(`launch-template/${template}`);
  // The kinds that every launch asks about, and their keys:
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
  const kinds = ["instance/*", "network-interface/*", "security-group/*", "subnet/*", "volume/*"];
  const role = await deployed.roleOfTemplate(operation, template);
  return [
    ...[...kinds.map(arn), `arn:aws:ec2:${region}::image/*`, launched].map((resource) => ({
      action: "ec2:RunInstances",
      resource,
      account,
      context: { "ec2:LaunchTemplate": launched, "ec2:IsLaunchTemplateResource": "true" },
    })),
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
    ...["instance/*", "volume/*"].flatMap((kind) =>
      each(["ec2:CreateTags"], arn(kind), { "ec2:CreateAction": "RunInstances" }),
    ),
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
    ...(role === undefined
      ? []
      : each(["iam:PassRole"], role, { "iam:PassedToService": "ec2.amazonaws.com" })),
  ];
}
