import type { Operation } from "../request";
import { valuesOf } from "../reference";
import type { Requirement } from "../requirement";

/**
 * Members with a role that a request gives to a service: whoever asks must be allowed to pass it on.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
const PASSED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  codebuild: { CreateProject: "serviceRole", UpdateProject: "serviceRole" },
  codedeploy: { CreateDeploymentGroup: "serviceRoleArn", UpdateDeploymentGroup: "serviceRoleArn" },
  codepipeline: { CreatePipeline: "pipeline.roleArn", UpdatePipeline: "pipeline.roleArn" },
  events: { PutTargets: "Targets.RoleArn" },
  lambda: { CreateFunction: "Role", UpdateFunctionConfiguration: "Role" },
  states: { CreateStateMachine: "roleArn", UpdateStateMachine: "roleArn" },
};

export function passedRoles({ service, name, parameters, account }: Operation): readonly Requirement[] {
  const pass = (resource: string, to: string): Requirement => ({
    action: "iam:PassRole",
    resource,
    context: { "iam:PassedToService": to },
  });
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html
  if (service === "iam" && name === "AddRoleToInstanceProfile")
    return valuesOf(parameters, "RoleName").map((role) =>
      pass(`arn:aws:iam::${account}:role/${role}`, "ec2.amazonaws.com"),
    );
  const member = PASSED[service]?.[name];
  return member === undefined
    ? []
    : valuesOf(parameters, member).map((role) => pass(role, `${service}.amazonaws.com`));
}
