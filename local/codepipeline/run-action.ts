import { randomUUID } from "node:crypto";
import type { ActionExecutionDetail } from "@aws-sdk/client-codepipeline";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { type ClientConfiguration, sessionConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import { AwsError } from "../gateway/service";
import type { Requirement } from "../iam/requirement";
import { openArtifactStore } from "../iam/service-actions";
import type { RunAction } from "./actions/action";
import { runCodeBuild } from "./actions/code-build";
import { runS3Source } from "./actions/s3-source";
import { runStepFunctions } from "./actions/step-functions";
import type { Action } from "./definition";
import type { Execution, Output } from "./execution";
import { resolveVariables } from "./variables";

/** What an action of a deployed pipeline may be; its key is `category/provider`. */
const ACTIONS: Readonly<Record<string, RunAction>> = {
  "Source/S3": runS3Source,
  "Build/CodeBuild": runCodeBuild,
  "Test/CodeBuild": runCodeBuild,
  "Invoke/StepFunctions": runStepFunctions,
};

export interface Started {
  readonly execution: Execution;
  readonly stageName: string;
  readonly action: Action;
  readonly signal: AbortSignal;
}

/** Runs one action and records what came of it; whether it succeeded. */
export async function runAction(context: LocalContext, place: Place, started: Started): Promise<boolean> {
  const { execution, stageName, action } = started;
  const now = () => new Date(context.clock.now());
  const output: Output = { executionResult: {}, outputVariables: {} };
  const record: ActionExecutionDetail = {
    pipelineExecutionId: execution.id,
    pipelineVersion: execution.definition.version,
    actionExecutionId: randomUUID(),
    stageName,
    actionName: action.name,
    startTime: now(),
    status: "InProgress",
    output,
  };
  execution.actions.push(record);
  const subject = `${execution.definition.name}: ${stageName}/${action.name}`;
  context.log("codepipeline", `${subject} started`);
  const error = await perform(context, place, started, record.actionExecutionId ?? "", output).then(
    () => undefined,
    (reason: unknown) => (reason instanceof Error ? reason : new Error(String(reason))),
  );
  record.status = error ? "Failed" : "Succeeded";
  record.lastUpdateTime = now();
  if (error) output.executionResult.errorDetails = { code: error.name, message: error.message };
  context.log("codepipeline", `${subject} ${record.status}${error ? `: ${error.message}` : ""}`);
  return error === undefined;
}

async function perform(
  context: LocalContext,
  { account, region }: Place,
  { execution, action, signal }: Started,
  id: string,
  output: Output,
): Promise<void> {
  const { definition, variables } = execution;
  const kind = `${action.actionTypeId.category}/${action.actionTypeId.provider}`;
  const run = ACTIONS[kind];
  if (run === undefined) throw new AwsError("ConfigurationError", `local AWS has no action ${kind}`);
  const configuration = Object.fromEntries(
    Object.entries(action.configuration).map(([name, value]) => [name, resolveVariables(value, variables)]),
  );
  const session = {
    service: "codepipeline.amazonaws.com",
    sourceArn: `arn:aws:codepipeline:${region}:${account}:${definition.name}`,
    name: execution.id,
  };
  const actionRegion = action.region ?? region;
  const pipeline = await sessionConfiguration(context, actionRegion, definition.roleArn, session);
  const role = action.roleArn;
  const act = (requirements: readonly Requirement[]) =>
    context.iam.act(role ?? definition.roleArn, session, requirements);
  if (role === undefined) await act(openArtifactStore(definition.artifactStore.location));
  // An action without a role of its own runs with the pipeline's.
  const client = role === undefined ? pipeline : await actionRole(pipeline, role, execution.id);
  await run({ id, action, execution, configuration, output, client, act, signal });
  if (action.namespace !== undefined) variables.set(action.namespace, output.outputVariables);
}

/**
 * The pipeline's role assumes the action's:
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html
 */
async function actionRole(
  pipeline: ClientConfiguration,
  RoleArn: string,
  RoleSessionName: string,
): Promise<ClientConfiguration> {
  const assume = new AssumeRoleCommand({ RoleArn, RoleSessionName });
  const { Credentials: { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = {} } =
    await new STSClient(pipeline).send(assume);
  return {
    ...pipeline,
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
  };
}
