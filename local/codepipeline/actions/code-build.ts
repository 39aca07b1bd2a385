import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchGetBuildsCommand,
  CodeBuildClient,
  StartBuildCommand,
  type Build,
} from "@aws-sdk/client-codebuild";
import { ActionFailure } from "../executions";
import { POLL_MILLISECONDS, type ActionRun } from "./action";

/** Starts the project on the input artifact, waits for the build and takes over its exported variables. */
export async function runCodeBuild(run: ActionRun): Promise<void> {
  const { record, client, signal } = run;
  const codebuild = new CodeBuildClient(client);
  const started = await codebuild.send(new StartBuildCommand(startInput(run)));
  const id = started.build?.id ?? "";
  record.externalId = id;
  record.externalUrl = started.build?.logs?.deepLink;
  for (;;) {
    await sleep(POLL_MILLISECONDS, undefined, { signal });
    const { builds } = await codebuild.send(new BatchGetBuildsCommand({ ids: [id] }));
    const build = builds?.[0];
    if (build?.buildComplete !== true) continue;
    record.outputVariables = Object.fromEntries(
      (build.exportedEnvironmentVariables ?? []).map(({ name = "", value = "" }) => [name, value]),
    );
    if (build.buildStatus !== "SUCCEEDED") throw failureOf(build);
    return;
  }
}

/**
 * AWS gives a build its artifacts through an interface of its own; here they are S3 overrides of the project's
 * CODEPIPELINE source and artifacts, which the build reads and writes with its own role as there.
 */
function startInput({ definition, execution, record }: ActionRun) {
  const { ProjectName: projectName, EnvironmentVariables: variables } = record.resolvedConfiguration;
  const [input] = record.action.inputArtifacts;
  const [output] = record.action.outputArtifacts;
  const source = input && execution.artifacts.get(input.name);
  if (source === undefined) throw new ActionFailure("ConfigurationError", "The build has no input artifact");
  const { location } = definition.artifactStore;
  const path = output && `${definition.name.slice(0, 20)}/${output.name.slice(0, 10)}`;
  const name = randomBytes(5).toString("base64url").slice(0, 7);
  if (output !== undefined)
    execution.artifacts.set(output.name, { bucket: location, key: `${path}/${name}` });
  return {
    projectName,
    sourceTypeOverride: "S3" as const,
    sourceLocationOverride: `${source.bucket}/${source.key}`,
    artifactsOverride:
      output === undefined
        ? { type: "NO_ARTIFACTS" as const }
        : { type: "S3" as const, location, path, name, packaging: "ZIP" as const },
    environmentVariablesOverride: parseVariables(variables),
  };
}

function parseVariables(text: string | undefined) {
  return text === undefined ? undefined : (JSON.parse(text) as { name: string; value: string }[]);
}

function failureOf(build: Build): ActionFailure {
  const failed = build.phases?.find(
    ({ phaseStatus }) => phaseStatus !== undefined && phaseStatus !== "SUCCEEDED",
  );
  const [context] = failed?.contexts ?? [];
  return new ActionFailure(
    "JobFailed",
    `Build terminated with state: ${build.buildStatus}. Phase: ${failed?.phaseType ?? "unknown"}, ` +
      `Code: ${context?.statusCode ?? ""}, Message: ${context?.message ?? ""}`,
  );
}
