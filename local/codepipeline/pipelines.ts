import type { z } from "zod";
import type { LocalContext, Place } from "../context";
import { AwsError } from "../gateway/service";
import { definitionSchema, type Definition } from "./definition";
import { PipelineEngine } from "./engine";

export interface Pipeline {
  definition: Definition;
  readonly arn: string;
  readonly created: number;
  updated: number;
  readonly tags: Map<string, string>;
  readonly engine: PipelineEngine;
}

/** The deployed pipelines: what Terraform creates, reads, changes, tags and deletes. */
export class Pipelines {
  private readonly pipelines = new Map<string, Pipeline>();

  constructor(private readonly context: LocalContext) {}

  async close(): Promise<void> {
    await Promise.all([...this.pipelines.values()].map(({ engine }) => engine.close()));
  }

  create(place: Place, input: Record<string, unknown>) {
    const definition = { ...parse(definitionSchema, input["pipeline"]), version: 1 };
    const arn = pipelineArn(place, definition.name);
    if (this.pipelines.has(arn))
      throw new AwsError(
        "PipelineNameInUseException",
        `A pipeline with the name '${definition.name}' already exists`,
      );
    const now = this.seconds();
    const tags = new Map<string, string>();
    addTags(tags, input["tags"]);
    const engine = new PipelineEngine(this.context, place);
    this.pipelines.set(arn, { definition, arn, created: now, updated: now, tags, engine });
    return { pipeline: definition, tags: tagList(tags) };
  }

  get({ definition, arn, created, updated }: Pipeline) {
    return { pipeline: definition, metadata: { pipelineArn: arn, created, updated } };
  }

  /** Executions that run keep the definition they started with. */
  update(place: Place, input: Record<string, unknown>) {
    const definition = parse(definitionSchema, input["pipeline"]);
    const pipeline = this.find(place, definition.name);
    pipeline.definition = { ...definition, version: pipeline.definition.version + 1 };
    pipeline.updated = this.seconds();
    return { pipeline: pipeline.definition };
  }

  async remove(place: Place, input: Record<string, unknown>) {
    const arn = pipelineArn(place, String(input["name"]));
    const pipeline = this.pipelines.get(arn);
    this.pipelines.delete(arn);
    await pipeline?.engine.close();
    return {};
  }

  list(place: Place) {
    const prefix = pipelineArn(place, "");
    return [...this.pipelines.values()]
      .filter(({ arn }) => arn.startsWith(prefix))
      .map(({ definition, created, updated }) => {
        const { name, version, pipelineType, executionMode } = definition;
        return { name, version, pipelineType, executionMode, created, updated };
      });
  }

  find(place: Place, name: unknown): Pipeline {
    const pipeline = this.pipelines.get(pipelineArn(place, String(name)));
    if (pipeline !== undefined) return pipeline;
    throw new AwsError(
      "PipelineNotFoundException",
      `Account '${place.account}' does not have a pipeline with name '${String(name)}'`,
    );
  }

  tagsOf(input: Record<string, unknown>) {
    return { tags: tagList(this.tagged(input).tags) };
  }

  tag(input: Record<string, unknown>) {
    addTags(this.tagged(input).tags, input["tags"]);
    return {};
  }

  untag(input: Record<string, unknown>) {
    for (const key of items(input["tagKeys"])) this.tagged(input).tags.delete(String(key));
    return {};
  }

  private tagged(input: Record<string, unknown>): Pipeline {
    const arn = String(input["resourceArn"]);
    const pipeline = this.pipelines.get(arn);
    if (pipeline === undefined) throw new AwsError("ResourceNotFoundException", `${arn} does not exist`);
    return pipeline;
  }

  private seconds(): number {
    return this.context.clock.now() / 1000;
  }
}

function pipelineArn({ account, region }: Place, name: string): string {
  return `arn:aws:codepipeline:${region}:${account}:${name}`;
}

function items(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function addTags(tags: Map<string, string>, added: unknown): void {
  for (const { key, value } of items(added) as { key: string; value: string }[]) tags.set(key, value);
}

function tagList(tags: Map<string, string>) {
  return [...tags].map(([key, value]) => ({ key, value }));
}

function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new AwsError("InvalidStructureException", `Pipeline has problems: ${problems.join("; ")}`);
}
