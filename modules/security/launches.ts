import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { allow, type Condition, type Statement } from "../deploy-role/statement";
import { arn, type Location } from "../location";

export interface LaunchScope {
  readonly location: Location;
  /** ARNs of the launch templates; may hold wildcards. */
  readonly templates: readonly string[];
  /** Tags that a template must wear, where its ARN does not tell whose it is. */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Names of the placement groups that the templates launch into; may hold wildcards.
   * @default - none
   */
  readonly placementGroups?: readonly string[];
}

/**
 * What Auto Scaling asks of whoever gives a group a launch template: a launch as the template says, and no other. A
 * caller who could say more than the template does would run what he wants with the instances' role.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/permissions-for-launch-templates.html
 */
export function launches({ location, templates, tags = {}, placementGroups = [] }: LaunchScope): Statement[] {
  const ec2 = (...kinds: readonly string[]) => kinds.map((kind) => arn(location, "ec2", `${kind}/*`));
  const byTemplate: Condition = { ArnLike: { "ec2:LaunchTemplate": templates } };
  const worn = Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, [value]] as const);
  return [
    allow(
      "UseOwnTemplates",
      ["ec2:RunInstances"],
      templates,
      worn.length > 0 ? { StringEquals: Object.fromEntries(worn) } : undefined,
    ),
    allow(
      "LaunchWhatTemplatesSay",
      ["ec2:RunInstances"],
      [
        // Images belong to whoever publishes them.
        arn({ ...location, account: "" }, "ec2", "image/*"),
        ...ec2("instance", "security-group", "volume"),
        ...placementGroups.map((name) => arn(location, "ec2", `placement-group/${name}`)),
      ],
      { ...byTemplate, Bool: { "ec2:IsLaunchTemplateResource": ["true"] } },
    ),
    // The group says the subnet.
    allow("LaunchIntoSubnets", ["ec2:RunInstances"], ec2("network-interface", "subnet"), byTemplate),
    allow("TagWhatIsLaunched", ["ec2:CreateTags"], ec2("instance", "volume"), {
      StringEquals: { "ec2:CreateAction": ["RunInstances"] },
    }),
  ];
}

/** Statements as Terraform's policy document takes them. */
export function blocksOf(statements: readonly Statement[]): DataAwsIamPolicyDocumentStatement[] {
  return statements.map(({ sid, effect, actions, resources, condition = {} }) => ({
    sid,
    ...(effect && { effect }),
    actions: [...actions],
    resources: [...resources],
    ...(Object.keys(condition).length > 0 && {
      condition: Object.entries(condition).flatMap(([test, keys]) =>
        Object.entries(keys).map(([variable, values]) => ({ test, variable, values: [...values] })),
      ),
    }),
  }));
}
