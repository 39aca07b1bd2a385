import { setTimeout as sleep } from "node:timers/promises";
import {
  CodePipelineClient,
  GetPipelineCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  type ActionExecutionDetail,
} from "@aws-sdk/client-codepipeline";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { clientConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";

export interface PipelineOutcome {
  readonly executionId: string;
  readonly status: string;
  /** Stage and action that failed, and why. */
  readonly failure?: { readonly stage: string; readonly action: string; readonly message: string };
  /** Executions that the pipeline started outside itself, by action name. */
  readonly external: ReadonlyMap<string, string>;
}

/** Several times what a push takes; without it a lost event would be waited for forever. */
const LIMIT_SECONDS = 300;

const ENDED = new Set(["Succeeded", "Failed", "Stopped", "Cancelled", "Superseded"]);

/** The deployed pipeline, seen from where a developer stands: pushes go in, outcomes come out. */
export class Delivery {
  private constructor(
    private readonly pipelines: CodePipelineClient,
    private readonly s3: S3Client,
    private readonly pipelineName: string,
    private readonly source: { readonly bucket: string; readonly key: string },
  ) {}

  static async in(context: LocalContext, place: Place): Promise<Delivery> {
    const config = clientConfiguration(context, place);
    const pipelines = new CodePipelineClient(config);
    const listed = await pipelines.send(new ListPipelinesCommand({}));
    const name = listed.pipelines?.[0]?.name;
    if (name === undefined) throw new Error(`demo: no pipeline is deployed in ${place.account}`);
    const { pipeline } = await pipelines.send(new GetPipelineCommand({ name }));
    const source = pipeline?.stages?.[0]?.actions?.[0]?.configuration;
    const [bucket, key] = [source?.["S3Bucket"], source?.["S3ObjectKey"]];
    if (bucket === undefined || key === undefined) throw new Error(`demo: ${name} has no S3 source`);
    return new Delivery(pipelines, new S3Client(config), name, { bucket, key });
  }

  /** Puts a source archive where the pipeline looks for it; returns the object's version. */
  async push(archive: Buffer): Promise<string> {
    const { bucket, key } = this.source;
    const put = await this.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: archive }));
    if (put.VersionId === undefined) throw new Error(`demo: ${bucket} must be versioned`);
    return put.VersionId;
  }

  /** Waits until the execution that `objectVersion` started has ended. */
  async outcome(objectVersion: string, signal: AbortSignal, progress: (text: string) => void) {
    const deadline = Date.now() + LIMIT_SECONDS * 1000;
    while (Date.now() < deadline) {
      const listed = await this.pipelines.send(
        new ListPipelineExecutionsCommand({ pipelineName: this.pipelineName }),
      );
      const execution = listed.pipelineExecutionSummaries?.find((summary) =>
        summary.sourceRevisions?.some(({ revisionId }) => revisionId === objectVersion),
      );
      const id = execution?.pipelineExecutionId;
      if (execution?.status !== undefined && id !== undefined) {
        const actions = await this.actions(id);
        progress(describe(actions.at(-1)));
        if (ENDED.has(execution.status)) return outcomeOf(id, execution.status, actions);
      }
      await sleep(250, undefined, { signal });
    }
    throw new Error(`demo: ${this.pipelineName} must end within ${LIMIT_SECONDS} s of a push, got no end`);
  }

  /** Oldest first. */
  private async actions(pipelineExecutionId: string): Promise<ActionExecutionDetail[]> {
    const { actionExecutionDetails = [] } = await this.pipelines.send(
      new ListActionExecutionsCommand({ pipelineName: this.pipelineName, filter: { pipelineExecutionId } }),
    );
    return actionExecutionDetails
      .slice()
      .sort((a, b) => (a.startTime?.getTime() ?? 0) - (b.startTime?.getTime() ?? 0));
  }
}

function describe(action: ActionExecutionDetail | undefined): string {
  return action === undefined ? "source" : `${action.stageName} ${action.status}`;
}

function outcomeOf(executionId: string, status: string, actions: ActionExecutionDetail[]): PipelineOutcome {
  const failed = actions.find((action) => action.status === "Failed");
  const external = new Map(
    actions.map((action) => [
      action.actionName ?? "",
      action.output?.executionResult?.externalExecutionId ?? "",
    ]),
  );
  if (failed === undefined) return { executionId, status, external };
  const { stageName = "", actionName = "" } = failed;
  const result = failed.output?.executionResult;
  const message = result?.errorDetails?.message ?? result?.externalExecutionSummary ?? "no reason given";
  return { executionId, status, external, failure: { stage: stageName, action: actionName, message } };
}
