import { AwsError, type ServiceRequest } from "../gateway/service";
import { arnOf, operationOf, text } from "../iam/request";
import { passedRoles } from "../iam/requirements";
import { rules } from "../iam/rules/rule";
import type { Rule, World } from "./rule";

interface ServiceRole {
  /** What the service assumes it for, as its trust policy may say; it need not be there yet. */
  readonly resourceOf: (parameters: ServiceRequest["parameters"]) => string;
  readonly code: string;
  readonly message: (roleArn: string) => string;
}

/**
 * Roles that a service tries to assume when it is given them: before they exist, nothing can be created with them.
 * EventBridge is seen to try a rule's own role (https://github.com/Miserlou/Zappa/issues/381), which none of ours has.
 * Of a target's nobody tells it, and Terraform's provider, which asks PutRule again, does not ask PutTargets again.
 */
const table: Readonly<Record<string, ServiceRole>> = {
  lambda: {
    resourceOf: ({ FunctionName }) => `function:${text(FunctionName)}`,
    code: "InvalidParameterValueException",
    message: () => "The role defined for the function cannot be assumed by Lambda.",
  },
  scheduler: {
    resourceOf: ({ GroupName }) => `schedule-group/${text(GroupName)}`,
    code: "ValidationException",
    // What Terraform's provider asks again after.
    message: () => "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
  },
  states: {
    resourceOf: ({ name, stateMachineArn }) => text(stateMachineArn) || `stateMachine:${text(name)}`,
    code: "AccessDeniedException",
    message: () =>
      "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.",
  },
  codebuild: {
    resourceOf: ({ name }) => `project/${text(name)}`,
    code: "InvalidInputException",
    message: (role) => `CodeBuild is not authorized to perform: sts:AssumeRole on ${role}`,
  },
  codedeploy: {
    resourceOf: ({ applicationName, deploymentGroupName, currentDeploymentGroupName }) =>
      `deploymentgroup:${text(applicationName)}/${text(deploymentGroupName ?? currentDeploymentGroupName)}`,
    code: "InvalidRoleException",
    message: () => "Cannot assume role provided.",
  },
  codepipeline: {
    resourceOf: ({ pipeline }) => (pipeline as { readonly name: string }).name,
    code: "InvalidStructureException",
    message: (role) => `CodePipeline is not authorized to perform AssumeRole on role ${role}`,
  },
};

export const serviceRoles: readonly Rule[] = Object.entries(table).flatMap(([service, row]) =>
  Object.entries(rules[service]?.operations ?? {})
    .filter(([, { passes }]) => passes !== undefined)
    .map(([operation, { source }]) => ({
      name: `${service} assumes the role that ${operation} gives it`,
      service,
      operations: [operation],
      source,
      check: (request, world) => check(row, request, world),
    })),
);

async function check(row: ServiceRole, request: ServiceRequest, { authority }: World): Promise<void> {
  const resource = row.resourceOf(request.parameters);
  const sourceArn = resource.startsWith("arn:") ? resource : arnOf(request.service, request, resource);
  const session = { service: `${request.service}.amazonaws.com`, sourceArn, name: "validation" };
  for (const { resource: role } of passedRoles(operationOf(request))) {
    await authority.assume(role, session).catch((error: unknown) => {
      throw error instanceof AwsError ? new AwsError(row.code, row.message(role)) : error;
    });
  }
}
