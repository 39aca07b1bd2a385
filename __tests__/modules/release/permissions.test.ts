import { permissions } from "../../../modules/release/permissions";

const scope = {
  location: { partition: "aws", account: "222222222222", region: "eu-west-1" },
  tableArn: "table",
  stateMachineNames: ["release", "hours"],
  ruleArn: "rule",
  fleets: ["blue", "green"],
  launchTemplateArns: ["lt-blue", "lt-green"],
  instanceRoleArn: "instance-role",
  alarms: ["blue-errors", "green-errors"],
  application: "app",
};
const deploy = "arn:aws:codedeploy:eu-west-1:222222222222";
const groups = [`${deploy}:deploymentgroup:app/blue`, `${deploy}:deploymentgroup:app/green`];
const alarms = ["blue", "green"].map(
  (colour) => `arn:aws:cloudwatch:eu-west-1:222222222222:alarm:${colour}-errors`,
);
const scaling = "arn:aws:autoscaling:eu-west-1:222222222222:autoScalingGroup:*:autoScalingGroupName";

/** `action → resources`, sorted, of each function's role. */
function table(): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(permissions(scope)).map(([name, statements]) => [
      name,
      Object.fromEntries(
        statements.flatMap(({ actions = [] }) =>
          actions.map((action) => [
            action,
            // Of RunInstances there are several statements: the conditions differ.
            statements.filter((one) => one.actions?.includes(action)).flatMap((one) => one.resources ?? []),
          ]),
        ),
      ),
    ]),
  );
}

test("each function may do exactly this", () => {
  const lookAtBalancer = {
    "elasticloadbalancing:DescribeRules": ["*"],
    "elasticloadbalancing:DescribeTargetHealth": ["*"],
  };
  expect(table()).toEqual({
    ledger: {
      "dynamodb:GetItem": ["table"],
      "dynamodb:UpdateItem": ["table"],
      "states:DescribeExecution": [
        "arn:aws:states:eu-west-1:222222222222:execution:release:*",
        "arn:aws:states:eu-west-1:222222222222:execution:hours:*",
      ],
    },
    observe: {
      ...lookAtBalancer,
      "dynamodb:GetItem": ["table"],
      "autoscaling:DescribeAutoScalingGroups": ["*"],
      "cloudwatch:DescribeAlarms": alarms,
      "cloudwatch:GetMetricData": ["*"],
      "codedeploy:GetDeployment": groups,
      "codedeploy:ListDeployments": groups,
      "codedeploy:BatchGetDeploymentTargets": ["*"],
      "codedeploy:ListDeploymentTargets": ["*"],
    },
    fleet: {
      "dynamodb:GetItem": ["table"],
      "dynamodb:UpdateItem": ["table"],
      "elasticloadbalancing:DescribeRules": ["*"],
      "autoscaling:DescribeAutoScalingGroups": ["*"],
      "ec2:DescribeLaunchTemplates": ["*"],
      "codedeploy:CreateDeployment": groups,
      "codedeploy:GetDeployment": groups,
      "codedeploy:ListDeployments": groups,
      "codedeploy:UpdateDeploymentGroup": groups,
      "codedeploy:StopDeployment": ["*"],
      "codedeploy:GetDeploymentConfig": [`${deploy}:deploymentconfig:CodeDeployDefault.AllAtOnce`],
      "codedeploy:GetApplicationRevision": [`${deploy}:application:app`],
      "codedeploy:RegisterApplicationRevision": [`${deploy}:application:app`],
      "autoscaling:ResumeProcesses": [`${scaling}/blue`, `${scaling}/green`],
      "autoscaling:SetInstanceHealth": [`${scaling}/blue`, `${scaling}/green`],
      "autoscaling:SuspendProcesses": [`${scaling}/blue`, `${scaling}/green`],
      "autoscaling:UpdateAutoScalingGroup": [`${scaling}/blue`, `${scaling}/green`],
      "ec2:RunInstances": [
        "lt-blue",
        "lt-green",
        "arn:aws:ec2:eu-west-1::image/*",
        ...["instance", "security-group", "volume", "network-interface", "subnet"].map(
          (kind) => `arn:aws:ec2:eu-west-1:222222222222:${kind}/*`,
        ),
      ],
      "ec2:CreateTags": ["instance", "volume"].map((kind) => `arn:aws:ec2:eu-west-1:222222222222:${kind}/*`),
      "iam:PassRole": ["instance-role"],
    },
    smoke: {},
    shift: {
      ...lookAtBalancer,
      "dynamodb:GetItem": ["table"],
      "elasticloadbalancing:ModifyRule": ["rule"],
    },
  });
});

test("instances start in the fleets' own placement groups", () => {
  const launched = permissions({ ...scope, placementGroups: ["blue"] }).fleet.find(
    ({ sid }) => sid === "LaunchWhatTemplatesSay",
  );
  expect(launched?.resources).toContain("arn:aws:ec2:eu-west-1:222222222222:placement-group/blue");
});

test("instances start as the fleets' own templates say, with the instance role, for EC2 only", () => {
  const byTemplate = { test: "ArnLike", variable: "ec2:LaunchTemplate", values: ["lt-blue", "lt-green"] };
  expect(permissions(scope).fleet.filter(({ condition }) => condition !== undefined)).toEqual([
    expect.objectContaining({
      actions: ["ec2:RunInstances"],
      condition: [byTemplate, { test: "Bool", variable: "ec2:IsLaunchTemplateResource", values: ["true"] }],
    }),
    expect.objectContaining({ actions: ["ec2:RunInstances"], condition: [byTemplate] }),
    expect.objectContaining({
      actions: ["ec2:CreateTags"],
      condition: [{ test: "StringEquals", variable: "ec2:CreateAction", values: ["RunInstances"] }],
    }),
    expect.objectContaining({
      actions: ["iam:PassRole"],
      condition: [{ test: "StringEquals", variable: "iam:PassedToService", values: ["ec2.amazonaws.com"] }],
    }),
  ]);
});

/** What an action that changes nothing begins with. */
const READING = /^[a-z0-9]+:(BatchGet|Describe|Get|List)/;

test("one function alone may raise a weight, one mutate fleets and deployments, and one that sees all change nothing", () => {
  const mutations = Object.entries(table()).map(
    ([name, actions]): [string, string[]] =>
      [
        name,
        [
          ...new Set(
            Object.keys(actions)
              .filter((action) => !READING.test(action))
              .map((action) => action.split(":")[0]),
          ),
        ],
      ] as [string, string[]],
  );
  expect(Object.fromEntries(mutations)).toEqual({
    ledger: ["dynamodb"],
    observe: [],
    fleet: ["dynamodb", "autoscaling", "ec2", "iam", "codedeploy"],
    smoke: [],
    shift: ["elasticloadbalancing"],
  });
});
