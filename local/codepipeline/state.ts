import type { Tag } from "@aws-sdk/client-codepipeline";
import type { Place } from "../context";
import { AwsError } from "../gateway/service";
import type { Definition } from "./definition";
import type { PipelineEngine } from "./engine";

export interface Pipeline {
  definition: Definition;
  readonly created: Date;
  updated: Date;
  tags: Tag[];
  readonly engine: PipelineEngine;
}

/** The pipelines of one account and region. */
export class CodePipelineState {
  readonly pipelines = new Map<string, Pipeline>();

  constructor(readonly place: Place) {}

  arn(name: string): string {
    return `arn:aws:codepipeline:${this.place.region}:${this.place.account}:${name}`;
  }

  find(name: string): Pipeline {
    const found = this.pipelines.get(name);
    if (found) return found;
    throw new AwsError(
      "PipelineNotFoundException",
      `Account '${this.place.account}' does not have a pipeline with name '${name}'`,
    );
  }

  /** The pipeline that an ARN names. */
  tagged(arn: string): Pipeline {
    const found = this.pipelines.get(arn.split(":").at(-1) ?? "");
    if (found) return found;
    throw new AwsError("ResourceNotFoundException", `${arn} does not exist`);
  }
}
