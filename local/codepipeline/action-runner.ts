import { randomUUID } from "node:crypto";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { type ClientConfiguration, sessionConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import type { ServiceSession } from "../iam/authority";
import type { Requirement } from "../iam/requirement";
import { openArtifactStore } from "../iam/service-actions";
import type { RunAction } from "./actions/action";
import { runCodeBuild } from "./actions/code-build";
import { runS3Source } from "./actions/s3-source";
import { runStepFunctions } from "./actions/step-functions";
import type { Action } from "./definition";
import { ActionFailure, type ActionExecution, type ErrorDetails, type Execution } from "./executions";
import { resolveVariables } from "./variables";

/** What an action of a deployed pipeline may be; its key is `category/provider`. */
const ACTIONS: Readonly<Record<string, RunAction>> = {
  "Source/S3": runS3Source,
  "Build/CodeBuild": runCodeBuild,
  "Test/CodeBuild": runCodeBuild,
  "Invoke/StepFunctions": runStepFunctions,
};

/** Runs single actions: resolves their variables, takes their role, and records what came of them. */
export class ActionRunner {
  constructor(
    private readonly context: LocalContext,
    private readonly place: Place,
  ) {}

  /** A failed action is a result, never an exception. */
  async run(
    execution: Execution,
    stage: string,
    action: Action,
    signal: AbortSignal,
  ): Promise<ActionExecution> {
    const now = this.now();
    const record: ActionExecution = {
      actionExecutionId: randomUUID(),
      stage,
      action,
      startTime: now,
      lastUpdateTime: now,
      status: "InProgress",
      resolvedConfiguration: {},
      outputVariables: {},
    };
    execution.actions.push(record);
    const subject = `${execution.definition.name}: ${stage}/${action.name}`;
    this.context.log("codepipeline", `${subject} started`);
    try {
      await this.perform(execution, action, record, signal);
      record.status = "Succeeded";
    } catch (error) {
      record.status = signal.aborted ? "Abandoned" : "Failed";
      record.error = errorDetails(error);
    }
    record.lastUpdateTime = this.now();
    const reason = record.error === undefined ? "" : `: ${record.error.message}`;
    this.context.log("codepipeline", `${subject} ${record.status}${reason}`);
    return record;
  }

  private async perform(
    execution: Execution,
    action: Action,
    record: ActionExecution,
    signal: AbortSignal,
  ): Promise<void> {
    const kind = `${action.actionTypeId.category}/${action.actionTypeId.provider}`;
    const run = ACTIONS[kind];
    if (run === undefined) throw new ActionFailure("ConfigurationError", `local AWS has no action ${kind}`);
    record.resolvedConfiguration = Object.fromEntries(
      Object.entries(action.configuration).map(([name, value]) => [
        name,
        resolveVariables(value, execution.variables),
      ]),
    );
    const { definition } = execution;
    const region = action.region ?? this.place.region;
    const pipeline = await this.pipelineRole(execution, region);
    const client =
      action.roleArn === undefined ? pipeline : await actionRole(pipeline, action.roleArn, execution.id);
    const act = (requirements: readonly Requirement[]) => this.act(execution, action, requirements);
    if (action.roleArn === undefined) await act(openArtifactStore(definition.artifactStore.location));
    await run({ context: this.context, definition, execution, record, client, signal, act });
    if (action.namespace !== undefined) execution.variables.set(action.namespace, record.outputVariables);
  }

  /** An action without a role of its own runs with the pipeline's. */
  private pipelineRole(execution: Execution, region: string): Promise<ClientConfiguration> {
    const { roleArn } = execution.definition;
    return sessionConfiguration(this.context, region, roleArn, sessionOf(this.place, execution));
  }

  /** What CodePipeline does as the action's role. */
  private act(
    execution: Execution,
    { roleArn }: Action,
    requirements: readonly Requirement[],
  ): Promise<void> {
    const role = roleArn ?? execution.definition.roleArn;
    return this.context.iam.act(role, sessionOf(this.place, execution), requirements);
  }

  private now(): Date {
    return new Date(this.context.clock.now());
  }
}

/** How CodePipeline assumes a pipeline's role. */
function sessionOf({ account, region }: Place, { id, definition }: Execution): ServiceSession {
  const sourceArn = `arn:aws:codepipeline:${region}:${account}:${definition.name}`;
  return { service: "codepipeline.amazonaws.com", sourceArn, name: id };
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
  const { Credentials } = await new STSClient(pipeline).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName }),
  );
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  return { ...pipeline, credentials };
}

function errorDetails(error: unknown): ErrorDetails {
  if (error instanceof ActionFailure) return { code: error.code, message: error.message };
  if (error instanceof Error) return { code: error.name, message: error.message };
  return { code: "InternalError", message: String(error) };
}
