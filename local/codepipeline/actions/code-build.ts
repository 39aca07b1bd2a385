import {
  BatchGetBuildsCommand,
  CodeBuildClient,
  StartBuildCommand,
  type Build,
} from "@aws-sdk/client-codebuild";
import { AwsError } from "../../gateway/service";
import { type ActionRun, untilEnded } from "./action";

/** Starts the project on the input artifact, waits for the build and takes over its exported variables. */
export async function runCodeBuild(run: ActionRun): Promise<void> {
  const codebuild = new CodeBuildClient(run.client);
  const started = await codebuild.send(new StartBuildCommand(startInput(run)));
  const id = started.build?.id ?? "";
  run.output.executionResult.externalExecutionId = id;
  const build = await untilEnded(async () => {
    const { builds } = await codebuild.send(new BatchGetBuildsCommand({ ids: [id] }));
    return builds?.find(({ buildComplete }) => buildComplete);
  }, run.signal);
  run.output.outputVariables = Object.fromEntries(
    (build.exportedEnvironmentVariables ?? []).map(({ name = "", value = "" }) => [name, value]),
  );
  if (build.buildStatus !== "SUCCEEDED") throw failureOf(build);
}

/**
 * AWS gives a build its input through an interface of its own; here it is an S3 override of the project's
 * CODEPIPELINE source, which the build reads with its own role as there.
 */
function startInput({ action, execution, configuration }: ActionRun) {
  const { ProjectName: projectName, ...others } = configuration;
  const unknown = [...Object.keys(others), ...(action.outputArtifacts.length > 0 ? ["outputArtifacts"] : [])];
  if (unknown.length > 0)
    throw new AwsError("ConfigurationError", `local AWS starts no build with ${unknown.join()}`);
  const source = execution.artifacts.get(action.inputArtifacts[0]?.name ?? "");
  if (source === undefined) throw new AwsError("ConfigurationError", "The build has no input artifact");
  return {
    projectName,
    sourceTypeOverride: "S3" as const,
    sourceLocationOverride: `${source.bucket}/${source.key}`,
  };
}

function failureOf(build: Build): AwsError {
  const failed = build.phases?.find(
    ({ phaseStatus }) => phaseStatus !== undefined && phaseStatus !== "SUCCEEDED",
  );
  const [context] = failed?.contexts ?? [];
  return new AwsError(
    "JobFailed",
    `Build terminated with state: ${build.buildStatus}. Phase: ${failed?.phaseType ?? "unknown"}, ` +
      `Code: ${context?.statusCode ?? ""}, Message: ${context?.message ?? ""}`,
  );
}
