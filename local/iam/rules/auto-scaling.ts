import type { Operation } from "../request";
import type { Deployed } from "../resources";
import type { Requirement } from "../requirement";
import { type Rules, text } from "./rule";
import { serviceLinkedRole } from "./service-linked-role";

const TAGS = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html";
const SERVICE_LINKED =
  "https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-service-linked-role.html";

export const autoScaling: Rules = {
  CreateAutoScalingGroup: {
    source: SERVICE_LINKED,
    also: async (operation, deployed) => [
      ...(await launchOf(operation, deployed)),
      ...(await serviceLinkedRole("autoscaling.amazonaws.com", "AWSServiceRoleForAutoScaling")(operation)),
    ],
  },
  CreateOrUpdateTags: { source: TAGS, members: { GroupFriendlyName: "Tags.ResourceId" } },
  DeleteTags: { source: TAGS, members: { GroupFriendlyName: "Tags.ResourceId" } },
  SetInstanceHealth: {
    source:
      "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html",
    resources: async (operation, deployed) => {
      const group = await deployed.groupOf(operation, text(operation.parameters.InstanceId));
      return [groupArn(operation, group ?? "*")];
    },
  },
  UpdateAutoScalingGroup: {
    source:
      "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html",
    also: launchOf,
  },
};

async function launchOf(operation: Operation, deployed: Deployed): Promise<readonly Requirement[]> {
  const group = text(operation.parameters.AutoScalingGroupName);
  const given = operation.parameters.LaunchTemplate as { LaunchTemplateId?: string } | undefined;
  if (given !== undefined && given.LaunchTemplateId === undefined)
    throw new Error(`IAM: the launch template of ${group} must be named by its id on local AWS`);
  const template = given?.LaunchTemplateId ?? (await deployed.templateOf(operation, group))?.LaunchTemplateId;
  return launch(operation, deployed, template);
}

export function groupArn({ account, region }: Pick<Operation, "account" | "region">, name: string): string {
  return `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/${name}`;
}

/**
 * Auto Scaling tries a launch in the name of whoever gives a group its template.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html
 */
async function launch(
  operation: Operation,
  deployed: Deployed,
  template: string | undefined,
): Promise<readonly Requirement[]> {
  if (template === undefined) return [];
  const arn = (rest: string) => `arn:aws:ec2:${operation.region}:${operation.account}:${rest}`;
  // The kinds that every launch asks about, and their keys:
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
  const resources = ["instance/*", "network-interface/*", "security-group/*", "subnet/*", "volume/*"].map(
    arn,
  );
  const role = await deployed.roleOfTemplate(operation, template);
  return [
    ...[...resources, `arn:aws:ec2:${operation.region}::image/*`, arn(`launch-template/${template}`)].map(
      (resource) => ({
        action: "ec2:RunInstances",
        resource,
        account: operation.account,
        context: {
          "ec2:LaunchTemplate": arn(`launch-template/${template}`),
          "ec2:IsLaunchTemplateResource": "true",
        },
      }),
    ),
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
    ...["instance/*", "volume/*"].map((kind) => ({
      action: "ec2:CreateTags",
      resource: arn(kind),
      context: { "ec2:CreateAction": "RunInstances" },
    })),
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
    ...(role === undefined
      ? []
      : [
          { action: "iam:PassRole", resource: role, context: { "iam:PassedToService": "ec2.amazonaws.com" } },
        ]),
  ];
}
