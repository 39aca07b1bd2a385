import type { Members } from "../reference";
import type { Operation } from "../request";
import { autoScaling } from "./auto-scaling";
import { codeDeploy } from "./code-deploy";
import { dynamodb } from "./dynamodb";
import { ec2 } from "./ec2";
import { kms } from "./kms";
import { loadBalancing } from "./load-balancing";
import type { Requirement } from "../requirement";
import { type Rule, type Rules, text } from "./rule";
import { s3 } from "./s3";

const EVENTS =
  "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-manage-iam-access.html#eb-arn-format";
const VPC = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html";

const attachment: Rule = {
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html",
  context: ({ PolicyArn }) => ({ "iam:PolicyARN": text(PolicyArn) }),
};

/** What the Service Authorization Reference does not say, by service. */
export const rules: Readonly<Record<string, Rules>> = {
  autoscaling: autoScaling,
  codebuild: {
    BatchGetBuilds: {
      source:
        "https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html",
      // An id is `project:uuid`.
      resources: ({ account, region, parameters }) =>
        Promise.resolve(
          (parameters.ids as readonly string[]).map(
            (id) => `arn:aws:codebuild:${region}:${account}:project/${id.split(":")[0]}`,
          ),
        ),
    },
  },
  codedeploy: codeDeploy,
  dynamodb,
  ec2,
  elasticloadbalancing: loadBalancing,
  events: Object.fromEntries(
    ["DeleteRule", "DescribeRule", "ListTargetsByRule", "PutRule", "PutTargets", "RemoveTargets"].map(
      (name) => [name, { source: EVENTS, resources: ruleOfBus }],
    ),
  ),
  iam: { AttachRolePolicy: attachment, DetachRolePolicy: attachment },
  kms,
  lambda: {
    CreateFunction: { source: VPC, also: seeNetwork },
    UpdateFunctionConfiguration: { source: VPC, also: seeNetwork },
    Invoke: {
      source: "https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html",
      action: "lambda:InvokeFunction",
    },
  },
  s3,
  ssm: {
    GetParameter: {
      source:
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html",
      resources: ({ region, account, parameters }) => {
        const name = text(parameters.Name);
        // What AWS publishes belongs to no account.
        const owner = name.startsWith("/aws/") ? "" : account;
        return Promise.resolve([`arn:aws:ssm:${region}:${owner}:parameter/${name.replace(/^\//, "")}`]);
      },
    },
  },
  sts: {
    GetCallerIdentity: {
      source: "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html",
      open: true,
    },
  },
};

/** Members of a service's inputs that hold a variable of its ARNs under another name than its own. */
export const members: Readonly<Record<string, Members>> = {
  autoscaling: { GroupFriendlyName: "AutoScalingGroupName" },
  codebuild: { ProjectName: ["names", "name"] },
  codepipeline: { PipelineName: ["name", "pipeline.name"] },
  ec2: {
    RouteTableId: ["AddRouteTableIds", "RemoveRouteTableIds"],
    SecurityGroupId: "GroupId",
    SecurityGroupRuleId: "SecurityGroupRules.SecurityGroupRuleId",
  },
  iam: { InstanceProfileNameWithPath: "InstanceProfileName", RoleNameWithPath: "RoleName" },
  s3: { BucketName: "Bucket", ObjectName: "Key" },
  states: { StateMachineName: "name" },
};

/** The default bus is not in the ARNs of its rules. */
function ruleOfBus({ region, account, parameters }: Operation): Promise<readonly string[]> {
  const bus = text(parameters.EventBusName);
  const rule = text(parameters.Rule) || text(parameters.Name);
  const name = bus === "" || bus === "default" ? rule : `${bus}/${rule}`;
  return Promise.resolve([`arn:aws:events:${region}:${account}:rule/${name}`]);
}

/** Lambda looks at a function's network with the eyes of whoever puts the function there. */
function seeNetwork({ parameters }: Operation): Promise<readonly Requirement[]> {
  const { SubnetIds = [] } = (parameters.VpcConfig ?? {}) as { SubnetIds?: readonly string[] };
  const actions = ["ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"];
  return Promise.resolve(SubnetIds.length === 0 ? [] : actions.map((action) => ({ action, resource: "*" })));
}
