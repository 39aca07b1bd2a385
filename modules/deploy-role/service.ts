import { arn } from "../location";
import { launches } from "../security/launches";
import { linkedRoleArn } from "../security/linked-role";
import { allow, type DeployScope, kinds, named, owned, type Statement } from "./statement";

export interface ServiceScope extends DeployScope {
  /** Names of the SSM parameters with the fleets' images; AWS's own begin with `/aws/`. */
  readonly imageParameters: readonly string[];
  /** Whether a fleet asks for placement groups. */
  readonly placementGroups: boolean;
}

/** A load balancer, two fleets behind it, and CodeDeploy. */
export function servicePermissions({
  imageParameters,
  placementGroups,
  ...scope
}: ServiceScope): Statement[] {
  // What AWS publishes belongs to no account.
  const published = { ...scope, account: "" };
  return [
    allow(
      "SeeFleets",
      [
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeLifecycleHooks",
        "autoscaling:DescribePolicies",
        "elasticloadbalancing:DescribeCapacityReservation",
        "elasticloadbalancing:DescribeListenerAttributes",
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeLoadBalancerAttributes",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeRules",
        "elasticloadbalancing:DescribeTags",
        "elasticloadbalancing:DescribeTargetGroupAttributes",
        "elasticloadbalancing:DescribeTargetGroups",
      ],
      // These calls know no resources.
      ["*"],
    ),
    allow(
      "BalanceOwn",
      [
        "AddTags",
        "CreateListener",
        "CreateLoadBalancer",
        "CreateRule",
        "CreateTargetGroup",
        "DeleteListener",
        "DeleteLoadBalancer",
        "DeleteRule",
        "DeleteTargetGroup",
        "ModifyListener",
        "ModifyLoadBalancerAttributes",
        "ModifyRule",
        "ModifyTargetGroup",
        "ModifyTargetGroupAttributes",
        "RemoveTags",
        "SetRulePriorities",
        "SetSubnets",
      ].map((operation) => `elasticloadbalancing:${operation}`),
      [
        "loadbalancer/app/NAME-*/*",
        "listener/app/NAME-*/*/*",
        "listener-rule/app/NAME-*/*/*/*",
        "targetgroup/NAME-*/*",
      ].map((kind) => named(scope, "elasticloadbalancing", kind)),
    ),
    allow(
      "ScaleOwn",
      [
        "CreateAutoScalingGroup",
        "CreateOrUpdateTags",
        "DeleteAutoScalingGroup",
        "DeleteLifecycleHook",
        "DeletePolicy",
        "DeleteTags",
        "PutLifecycleHook",
        "PutScalingPolicy",
        "UpdateAutoScalingGroup",
      ].map((operation) => `autoscaling:${operation}`),
      [named(scope, "autoscaling", "autoScalingGroup:*:autoScalingGroupName/NAME-*")],
    ),
    ...launches({
      location: scope,
      templates: [arn(scope, "ec2", "launch-template/*")],
      tags: { application: scope.application, environment: scope.place },
      ...(placementGroups && { placementGroups: [`${scope.prefix}-*`] }),
    }),
    ...(placementGroups ? placements(scope) : []),
    allow(
      "DeployWithOwn",
      [
        "CreateApplication",
        "CreateDeploymentGroup",
        "DeleteApplication",
        "DeleteDeploymentGroup",
        "GetApplication",
        "GetDeploymentGroup",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
        "UpdateDeploymentGroup",
      ].map((operation) => `codedeploy:${operation}`),
      [
        named(scope, "codedeploy", "application:NAME-*"),
        named(scope, "codedeploy", "deploymentgroup:NAME-*/NAME-*"),
      ],
    ),
    // Of volumes' keys, to Auto Scaling and nobody else.
    allow("GrantVolumesKeys", ["kms:CreateGrant"], kinds(scope, "kms", ["key"]), {
      StringEquals: {
        ...owned(scope).StringEquals,
        "kms:GranteePrincipal": [linkedRoleArn(scope, "autoscaling.amazonaws.com")],
      },
    }),
    allow("TakeGrants", ["kms:ListGrants", "kms:RevokeGrant"], kinds(scope, "kms", ["key"]), owned(scope)),
    // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
    allow(
      "FindImage",
      ["ssm:GetParameter"],
      imageParameters.map((name) =>
        arn(name.startsWith("/aws/") ? published : scope, "ssm", `parameter${name}`),
      ),
    ),
  ];
}

function placements(scope: DeployScope): Statement[] {
  const groups = [named(scope, "ec2", "placement-group/NAME-*")];
  return [
    // It knows no resources.
    allow("SeePlacements", ["ec2:DescribePlacementGroups"], ["*"]),
    allow(
      "PlaceOwn",
      ["ec2:CreatePlacementGroup", "ec2:CreateTags", "ec2:DeletePlacementGroup", "ec2:DeleteTags"],
      groups,
    ),
  ];
}
