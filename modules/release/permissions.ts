import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { arn, groupArn, type Location } from "../location";
import { blocksOf, launches } from "../security/launches";
import type { ReleaseFlowProps, ReleaseFunctionName } from "./flow";

type Statement = DataAwsIamPolicyDocumentStatement;

/** Exact resources that a release touches. */
export interface ReleaseScope {
  readonly location: Location;
  readonly tableArn: string;
  /** Names of the state machines whose executions take the lock. */
  readonly stateMachineNames: readonly string[];
  readonly ruleArn: string;
  /** Names of the Auto Scaling groups, which are those of the deployment groups too. */
  readonly fleets: readonly string[];
  readonly launchTemplateArns: readonly string[];
  /**
   * Names of the placement groups that the templates launch into.
   * @default - none
   */
  readonly placementGroups?: readonly string[];
  readonly instanceRoleArn: string;
  /** Names of the alarms that gates ask. */
  readonly alarms: readonly string[];
  /** CodeDeploy application. */
  readonly application: string;
}

/** What each function may do, beside its log and (observe) reading releases: one role per function. */
export function permissions(scope: ReleaseScope): Record<ReleaseFunctionName, Statement[]> {
  const readItem = allow("ReadItem", ["dynamodb:GetItem"], [scope.tableArn]);
  const writeItem = allow("WriteItem", ["dynamodb:UpdateItem"], [scope.tableArn]);
  const codeDeploy = (resource: string) => arn(scope.location, "codedeploy", resource);
  const groups = scope.fleets.map((name) => codeDeploy(`deploymentgroup:${scope.application}/${name}`));
  return {
    ledger: [
      readItem,
      writeItem,
      allow(
        "SeeWhetherTheHolderRuns",
        ["states:DescribeExecution"],
        scope.stateMachineNames.map((name) => arn(scope.location, "states", `execution:${name}:*`)),
      ),
    ],
    observe: [
      readItem,
      describe("elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetHealth"),
      describe("autoscaling:DescribeAutoScalingGroups"),
      describe("cloudwatch:GetMetricData"),
      allow(
        "SeeOwnAlarms",
        ["cloudwatch:DescribeAlarms"],
        scope.alarms.map((name) => arn(scope.location, "cloudwatch", `alarm:${name}`)),
      ),
      allow("SeeDeployments", ["codedeploy:GetDeployment", "codedeploy:ListDeployments"], groups),
      // What failed on which instance.
      describe("codedeploy:BatchGetDeploymentTargets", "codedeploy:ListDeploymentTargets"),
    ],
    fleet: [
      readItem,
      writeItem,
      describe("elasticloadbalancing:DescribeRules"),
      describe("autoscaling:DescribeAutoScalingGroups", "ec2:DescribeLaunchTemplates"),
      ...moveFleets(scope),
      allow(
        "Deploy",
        [
          "codedeploy:CreateDeployment",
          "codedeploy:GetDeployment",
          "codedeploy:ListDeployments",
          "codedeploy:UpdateDeploymentGroup",
        ],
        groups,
      ),
      // StopDeployment knows no resources.
      allow("StopDeployments", ["codedeploy:StopDeployment"], ["*"]),
      allow(
        "UseConfiguration",
        ["codedeploy:GetDeploymentConfig"],
        [codeDeploy("deploymentconfig:CodeDeployDefault.AllAtOnce")],
      ),
      allow(
        "RegisterRevision",
        ["codedeploy:GetApplicationRevision", "codedeploy:RegisterApplicationRevision"],
        [codeDeploy(`application:${scope.application}`)],
      ),
    ],
    smoke: [],
    shift: [
      readItem,
      describe("elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetHealth"),
      allow("ShiftWeights", ["elasticloadbalancing:ModifyRule"], [scope.ruleArn]),
    ],
  };
}

/** What the release's state machine may do, beside its log. */
export function machinePermissions({
  functionArns,
  ruleArn,
}: Pick<ReleaseFlowProps, "functionArns" | "ruleArn">): Statement[] {
  return [
    callFunctions(Object.values(functionArns)),
    allow("PutWeightsBack", ["elasticloadbalancing:ModifyRule"], [ruleArn]),
  ];
}

export function callFunctions(arns: readonly string[]): Statement {
  return allow("CallOwnFunctions", ["lambda:InvokeFunction"], [...arns]);
}

function moveFleets(scope: ReleaseScope): Statement[] {
  return [
    allow(
      "MoveOwnFleets",
      [
        "autoscaling:ResumeProcesses",
        "autoscaling:SetInstanceHealth",
        "autoscaling:SuspendProcesses",
        "autoscaling:UpdateAutoScalingGroup",
      ],
      scope.fleets.map((name) => groupArn(scope.location, name)),
    ),
    ...blocksOf(launches({ ...scope, templates: scope.launchTemplateArns })),
    {
      ...allow("PassInstanceRole", ["iam:PassRole"], [scope.instanceRoleArn]),
      condition: [{ test: "StringEquals", variable: "iam:PassedToService", values: ["ec2.amazonaws.com"] }],
    },
  ];
}

function allow(sid: string, actions: string[], resources: string[]): Statement {
  return { sid, actions, resources };
}

/** Calls of these kinds know no resources. */
function describe(...actions: string[]): Statement {
  return { actions, resources: ["*"] };
}
