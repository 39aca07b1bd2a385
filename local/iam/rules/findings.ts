import type { Context } from "../condition";
import { arnOf, text, type Operation } from "../request";
import { each, type Requirement } from "../requirement";
import { autoScaling } from "./auto-scaling";
import { codeDeploy } from "./code-deploy";
import { dynamodb } from "./dynamodb";
import { ec2 } from "./ec2";
import { kms } from "./kms";
import type { Finding, Findings } from "./rule";
import { s3 } from "./s3";
import { wafv2 } from "./wafv2";

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-manage-iam-access.html#eb-arn-format */
const ofBus = { resources: ruleOfBus };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html */
const attachment: Finding = { context: ({ PolicyArn }) => ({ "iam:PolicyARN": text(PolicyArn) }) };

/** The boundary that a request gives. Of others AWS asks with the one that the role has: nothing here decides by that. */
const bounded: Finding = {
  context: ({ PermissionsBoundary }): Context =>
    PermissionsBoundary === undefined ? {} : { "iam:PermissionsBoundary": text(PermissionsBoundary) },
};

/** By service and operation. */
export const findings: Readonly<Record<string, Findings>> = {
  autoscaling: autoScaling,
  codebuild: {
    // https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html
    BatchGetBuilds: {
      // An id is `project:uuid`.
      resources: (operation) =>
        (operation.parameters.ids as readonly string[]).map((id) =>
          arnOf("codebuild", operation, `project/${id.split(":")[0]}`),
        ),
    },
  },
  codedeploy: codeDeploy,
  dynamodb,
  ec2,
  events: {
    DeleteRule: ofBus,
    DescribeRule: ofBus,
    ListTargetsByRule: ofBus,
    PutRule: ofBus,
    PutTargets: ofBus,
    RemoveTargets: ofBus,
  },
  iam: {
    AttachRolePolicy: attachment,
    CreateRole: bounded,
    PutRolePermissionsBoundary: bounded,
    DetachRolePolicy: attachment,
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html
    AddRoleToInstanceProfile: {
      also: ({ account, parameters }) =>
        each(["iam:PassRole"], `arn:aws:iam::${account}:role/${text(parameters.RoleName)}`, {
          "iam:PassedToService": "ec2.amazonaws.com",
        }),
    },
  },
  kms,
  lambda: { CreateFunction: { also: seeNetwork }, UpdateFunctionConfiguration: { also: seeNetwork } },
  s3,
  ssm: {
    // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
    GetParameter: {
      resources: ({ region, account, parameters }) => {
        const name = text(parameters.Name);
        // What AWS publishes belongs to no account.
        const owner = name.startsWith("/aws/") ? "" : account;
        return [arnOf("ssm", { region, account: owner }, `parameter/${name.replace(/^\//, "")}`)];
      },
    },
  },
  wafv2,
};

/** The default bus is not in the ARNs of its rules. */
function ruleOfBus(operation: Operation): readonly string[] {
  const { EventBusName, Rule, Name } = operation.parameters;
  const bus = text(EventBusName);
  const rule = text(Rule) || text(Name);
  return [arnOf("events", operation, `rule/${bus === "" || bus === "default" ? rule : `${bus}/${rule}`}`)];
}

/**
 * Lambda looks at a function's network with the eyes of whoever puts the function there.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
function seeNetwork({ parameters }: Operation): readonly Requirement[] {
  const { SubnetIds = [] } = (parameters.VpcConfig ?? {}) as { SubnetIds?: readonly string[] };
  const actions = ["ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"];
  return SubnetIds.length === 0 ? [] : each(actions, "*");
}
