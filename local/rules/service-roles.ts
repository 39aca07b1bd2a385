import { AwsError, type ServiceRequest } from "../gateway/service";
import { text } from "../iam/rules/rule";
import { valuesAt } from "../models/values-at";
import type { Rule, World } from "./rule";

interface ServiceRole extends Omit<Rule, "check" | "name"> {
  /** Where the role's ARN is in the input. */
  readonly path: string;
  readonly principal: string;
  /** On whose behalf the service assumes it, as its trust policy may say. */
  readonly sourceOf: (request: ServiceRequest) => string;
  readonly code: string;
  readonly message: (roleArn: string) => string;
}

const docs = "https://docs.aws.amazon.com";

/** Roles that a service tries to assume when it is given them: before they exist, nothing can be created with them. */
const table: readonly ServiceRole[] = [
  {
    service: "lambda",
    operations: ["CreateFunction", "UpdateFunctionConfiguration"],
    path: "Role",
    principal: "lambda.amazonaws.com",
    sourceOf: arn(({ FunctionName }) => `function:${text(FunctionName)}`),
    code: "InvalidParameterValueException",
    message: () => "The role defined for the function cannot be assumed by Lambda.",
    source: `${docs}/lambda/latest/dg/lambda-intro-execution-role.html`,
  },
  {
    service: "states",
    operations: ["CreateStateMachine", "UpdateStateMachine"],
    path: "roleArn",
    principal: "states.amazonaws.com",
    sourceOf: arn(({ name, stateMachineArn }) =>
      stateMachineArn === undefined ? `stateMachine:${text(name)}` : text(stateMachineArn),
    ),
    code: "AccessDeniedException",
    message: () =>
      "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.",
    source: `${docs}/step-functions/latest/dg/procedure-create-iam-role.html`,
  },
  {
    service: "codebuild",
    operations: ["CreateProject", "UpdateProject"],
    path: "serviceRole",
    principal: "codebuild.amazonaws.com",
    sourceOf: arn(({ name }) => `project/${text(name)}`),
    code: "InvalidInputException",
    message: (role) => `CodeBuild is not authorized to perform: sts:AssumeRole on ${role}`,
    source: `${docs}/codebuild/latest/userguide/setting-up-service-role.html`,
  },
  {
    service: "codedeploy",
    operations: ["CreateDeploymentGroup", "UpdateDeploymentGroup"],
    path: "serviceRoleArn",
    principal: "codedeploy.amazonaws.com",
    sourceOf: arn(({ applicationName, deploymentGroupName, currentDeploymentGroupName }) => {
      const group = String(deploymentGroupName ?? currentDeploymentGroupName);
      return `deploymentgroup:${text(applicationName)}/${group}`;
    }),
    code: "InvalidRoleException",
    message: () => "Cannot assume role provided.",
    source: `${docs}/codedeploy/latest/userguide/getting-started-create-service-role.html`,
  },
  {
    service: "codepipeline",
    operations: ["CreatePipeline", "UpdatePipeline"],
    path: "pipeline.roleArn",
    principal: "codepipeline.amazonaws.com",
    sourceOf: arn(({ pipeline }) => (pipeline as { readonly name: string }).name),
    code: "InvalidStructureException",
    message: (role) => `CodePipeline is not authorized to perform AssumeRole on role ${role}`,
    source: `${docs}/codepipeline/latest/userguide/how-to-custom-role.html`,
  },
  {
    service: "events",
    operations: ["PutTargets"],
    path: "Targets.*.RoleArn",
    principal: "events.amazonaws.com",
    sourceOf: arn(({ Rule: rule }) => `rule/${text(rule)}`),
    code: "ValidationException",
    message: (role) => `Provided role '${role}' cannot be assumed by principal 'events.amazonaws.com'.`,
    source: `${docs}/eventbridge/latest/userguide/eb-events-iam-roles.html`,
  },
];

export const serviceRoles: readonly Rule[] = table.map((row) => ({
  name: `${row.principal} assumes the role it is given`,
  service: row.service,
  operations: row.operations,
  source: row.source,
  check: (request, world) => check(row, request, world),
}));

async function check(row: ServiceRole, request: ServiceRequest, { authority }: World): Promise<void> {
  for (const { value } of valuesAt(request.parameters, row.path)) {
    const role = String(value);
    const session = { service: row.principal, sourceArn: row.sourceOf(request), name: "validation" };
    await authority.assume(role, session).catch((error: unknown) => {
      if (!(error instanceof AwsError)) throw error;
      throw new AwsError(row.code, row.message(role));
    });
  }
}

/** The ARN of a resource that need not be there yet. */
function arn(resourceOf: (parameters: ServiceRequest["parameters"]) => string) {
  return ({ service, account, region, parameters }: ServiceRequest): string => {
    const resource = resourceOf(parameters);
    return resource.startsWith("arn:") ? resource : `arn:aws:${service}:${region}:${account}:${resource}`;
  };
}
