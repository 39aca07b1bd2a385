import { z } from "zod";

const action = z.looseObject({
  name: z.string(),
  actionTypeId: z.looseObject({
    category: z.string(),
    owner: z.string(),
    provider: z.string(),
    version: z.string(),
  }),
  runOrder: z.number().default(1),
  configuration: z.record(z.string(), z.string()).default({}),
  outputArtifacts: z.array(z.looseObject({ name: z.string() })).default([]),
  inputArtifacts: z.array(z.looseObject({ name: z.string() })).default([]),
  roleArn: z.string().optional(),
  region: z.string().optional(),
  namespace: z.string().optional(),
});

const stage = z.looseObject({ name: z.string(), actions: z.array(action).min(1) });

/** A pipeline's structure as `CreatePipeline` takes it: what the engine uses, the rest kept as it came. */
export const definitionSchema = z.looseObject({
  name: z.string(),
  roleArn: z.string(),
  artifactStore: z.looseObject({ type: z.string(), location: z.string() }),
  stages: z.array(stage).min(2),
  version: z.number().default(1),
  executionMode: z.enum(["QUEUED", "SUPERSEDED"]).default("SUPERSEDED"),
  pipelineType: z.enum(["V1", "V2"]).default("V1"),
});

export type Definition = z.output<typeof definitionSchema>;
export type Stage = z.output<typeof stage>;
export type Action = z.output<typeof action>;
