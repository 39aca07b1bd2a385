import { AwsError } from "../gateway/service";
import { valuesOf } from "../iam/reference";
import type { Rule } from "./rule";

/** CodePipeline assumes the role of each action with the pipeline's, at creation too, before any of them runs. */
export const pipelineRoles: readonly Rule[] = [
  {
    name: "a pipeline assumes the roles of its actions",
    service: "codepipeline",
    operations: ["CreatePipeline", "UpdatePipeline"],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html",
    check: async ({ parameters, account, region }, { authority, facts }) => {
      const { name, roleArn } = parameters.pipeline as { readonly name: string; readonly roleArn: string };
      const sourceArn = `arn:aws:codepipeline:${region}:${account}:${name}`;
      const session = { service: "codepipeline.amazonaws.com", sourceArn, name: "validation" };
      for (const role of valuesOf(parameters, "pipeline.stages.actions.roleArn")) {
        const refused = new AwsError(
          "InvalidStructureException",
          `CodePipeline is not authorized to perform AssumeRole on role ${role}`,
        );
        if (!(await facts.hasRole(role))) throw refused;
        await authority
          .act(roleArn, session, [{ action: "sts:AssumeRole", resource: role }])
          .catch((error: unknown) => {
            throw error instanceof AwsError ? refused : error;
          });
      }
    },
  },
];
