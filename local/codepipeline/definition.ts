import type {
  ActionDeclaration,
  ArtifactStore,
  PipelineDeclaration,
  StageDeclaration,
} from "@aws-sdk/client-codepipeline";
import type { Given } from "../gateway/operations";
import { AwsError } from "../gateway/service";

/** An action with what AWS sets where a definition leaves it out. */
export type Action = Given<ActionDeclaration> &
  Required<
    Pick<Given<ActionDeclaration>, "runOrder" | "configuration" | "inputArtifacts" | "outputArtifacts">
  >;

export type Stage = Omit<Given<StageDeclaration>, "actions"> & { readonly actions: Action[] };

export type Definition = Omit<Given<PipelineDeclaration>, "stages"> & {
  readonly artifactStore: Given<ArtifactStore>;
  readonly stages: Stage[];
  readonly version: number;
};

/** A deployed structure, as far as local AWS runs it. */
export function definitionOf(pipeline: Given<PipelineDeclaration>, version: number): Definition {
  const { artifactStore, executionMode = "SUPERSEDED", pipelineType = "V1" } = pipeline;
  if (pipeline.stages.length < 2) throw invalid("it must have at least two stages");
  if (artifactStore === undefined) throw invalid("it must have one artifact store on local AWS");
  if (executionMode !== "SUPERSEDED") throw invalid("its execution mode must be SUPERSEDED on local AWS");
  const stages = pipeline.stages.map((stage) => ({
    ...stage,
    actions: stage.actions.map((action) => ({ ...optional, ...action })),
  }));
  return { ...pipeline, artifactStore, stages, version, executionMode, pipelineType };
}

const optional = { runOrder: 1, configuration: {}, inputArtifacts: [], outputArtifacts: [] };

function invalid(problem: string): AwsError {
  return new AwsError("InvalidStructureException", `Pipeline has problems: ${problem}`);
}
