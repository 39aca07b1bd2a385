import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { arn, groupArn, type Location } from "../location";
import { blocksOf, launches } from "../security/launches";
import { ServiceRole } from "../security/service-role";

export interface CodeDeployRoleProps {
  readonly location: Location;
  readonly name: string;
  /** Name of the CodeDeploy application that may use the role. */
  readonly application: string;
  readonly autoScalingGroupNames: readonly string[];
  readonly instanceRole: IamRole;
  /** Tags of the fleets' launch templates, which no other template wears. */
  readonly templateTags: Readonly<Record<string, string>>;
  /**
   * Names of the placement groups that the templates launch into.
   * @default - none
   */
  readonly placementGroups?: readonly string[];
}

/**
 * What CodeDeploy may do: find instances, and keep a launch hook on the fleets.
 * Narrower than AWSCodeDeployRole, which may change every load balancer and Auto Scaling group of the account.
 */
export class CodeDeployRole extends Construct {
  readonly role: IamRole;
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: CodeDeployRoleProps) {
    super(scope, id);
    const { name, location, application } = props;
    const { role, policy } = new ServiceRole(this, "role", {
      name,
      service: "codedeploy.amazonaws.com",
      account: location.account,
      sourceArn: arn(location, "codedeploy", `deploymentgroup:${application}/*`),
      statements: statements(props),
    });
    this.role = role;
    this.policy = policy;
  }
}

function statements(props: CodeDeployRoleProps): DataAwsIamPolicyDocumentStatement[] {
  const { location, autoScalingGroupNames, placementGroups, instanceRole, templateTags } = props;
  return [
    {
      sid: "FindInstances",
      actions: [
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeLifecycleHooks",
        "ec2:DescribeInstances",
        "ec2:DescribeInstanceStatus",
      ],
      // These calls know no resources.
      resources: ["*"],
    },
    {
      sid: "KeepLaunchHooks",
      actions: [
        "autoscaling:CompleteLifecycleAction",
        "autoscaling:DeleteLifecycleHook",
        "autoscaling:PutLifecycleHook",
        "autoscaling:RecordLifecycleActionHeartbeat",
        "autoscaling:UpdateAutoScalingGroup",
      ],
      resources: autoScalingGroupNames.map((name) => groupArn(location, name)),
    },
    ...blocksOf(
      launches({
        location,
        placementGroups,
        // Not the fleets' own ids: each new version of a template would then change this policy in the plan.
        templates: [arn(location, "ec2", "launch-template/*")],
        tags: templateTags,
      }),
    ),
    {
      sid: "PassInstanceRole",
      actions: ["iam:PassRole"],
      resources: [instanceRole.arn],
      condition: [{ test: "StringEquals", variable: "iam:PassedToService", values: ["ec2.amazonaws.com"] }],
    },
  ];
}
