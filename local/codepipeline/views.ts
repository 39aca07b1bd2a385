/** Executions as the API of CodePipeline answers them. */
import type * as api from "@aws-sdk/client-codepipeline";
import type { Definition } from "./definition";
import type { PipelineEngine } from "./engine";
import type { ActionExecution, Execution } from "./executions";

export function executionSummary(execution: Execution): api.PipelineExecutionSummary {
  const { id, status, statusSummary, startTime, lastUpdateTime, revisions, trigger, definition } = execution;
  return {
    pipelineExecutionId: id,
    status,
    statusSummary,
    startTime,
    lastUpdateTime,
    sourceRevisions: revisions,
    trigger,
    executionMode: definition.executionMode,
    executionType: "STANDARD",
  };
}

export function executionDetail(execution: Execution): api.PipelineExecution {
  const { id, status, statusSummary, revisions, trigger, definition } = execution;
  return {
    pipelineName: definition.name,
    pipelineVersion: definition.version,
    pipelineExecutionId: id,
    status,
    statusSummary,
    artifactRevisions: revisions.map(({ actionName, revisionId, revisionSummary, revisionUrl }) => ({
      name: outputOf(definition, actionName),
      revisionId,
      revisionSummary,
      revisionUrl,
    })),
    trigger,
    executionMode: definition.executionMode,
    executionType: "STANDARD",
  };
}

export function actionDetail(execution: Execution, record: ActionExecution): api.ActionExecutionDetail {
  const { action, status, startTime, lastUpdateTime, externalId, externalUrl, summary, error } = record;
  const located = (names: readonly { name: string }[]) =>
    names.flatMap(({ name }) => {
      const s3location = execution.artifacts.get(name);
      return s3location === undefined ? [] : [{ name, s3location }];
    });
  return {
    pipelineExecutionId: execution.id,
    actionExecutionId: record.actionExecutionId,
    pipelineVersion: execution.definition.version,
    stageName: record.stage,
    actionName: action.name,
    startTime,
    lastUpdateTime,
    status,
    input: {
      actionTypeId: action.actionTypeId,
      configuration: action.configuration,
      resolvedConfiguration: record.resolvedConfiguration,
      roleArn: action.roleArn,
      region: action.region,
      namespace: action.namespace,
      inputArtifacts: located(action.inputArtifacts),
    },
    output: {
      outputArtifacts: located(action.outputArtifacts),
      executionResult: {
        externalExecutionId: externalId,
        externalExecutionUrl: externalUrl,
        externalExecutionSummary: summary,
        errorDetails: error,
      },
      outputVariables: record.outputVariables,
    },
  };
}

/** Each stage of the deployed definition, with the newest execution that entered it. */
export function stageStates(definition: Definition, engine: PipelineEngine): api.StageState[] {
  return definition.stages.map(({ name, actions }) => {
    const latest = engine.executions.findLast(({ stages }) => stages.some((stage) => stage.name === name));
    const inbound = engine
      .inbound(name)
      .map(({ id }) => ({ pipelineExecutionId: id, status: "InProgress" as const }));
    return {
      stageName: name,
      inboundExecution: inbound[0],
      inboundExecutions: inbound,
      inboundTransitionState: { enabled: true },
      actionStates: actions.map((action) => actionState(name, action.name, engine)),
      latestExecution: latest && {
        pipelineExecutionId: latest.id,
        status: latest.stages.findLast((stage) => stage.name === name)?.status,
        type: "STANDARD",
      },
    };
  });
}

function actionState(stageName: string, actionName: string, engine: PipelineEngine): api.ActionState {
  const record = engine.executions
    .flatMap(({ actions }) => actions)
    .findLast(({ stage, action }) => stage === stageName && action.name === actionName);
  if (record === undefined) return { actionName };
  return {
    actionName,
    latestExecution: {
      actionExecutionId: record.actionExecutionId,
      status: record.status,
      summary: record.summary,
      lastStatusChange: record.lastUpdateTime,
      externalExecutionId: record.externalId,
      externalExecutionUrl: record.externalUrl,
      errorDetails: record.error,
    },
  };
}

function outputOf({ stages }: Definition, actionName: string): string | undefined {
  const action = stages.flatMap(({ actions }) => actions).find(({ name }) => name === actionName);
  return action?.outputArtifacts[0]?.name;
}
