/** What the API of CodeBuild says about a project and a build, as far as Terraform, CodePipeline and people ask. */
import { z } from "zod";

const variable = z.object({ name: z.string(), value: z.string(), type: z.string().default("PLAINTEXT") });

/** The fields of a project that a build uses; all others are kept as they came. */
export const projectSchema = z.looseObject({
  name: z.string(),
  serviceRole: z.string(),
  source: z.looseObject({
    type: z.string(),
    location: z.string().optional(),
    buildspec: z.string().optional(),
  }),
  artifacts: z.looseObject({ type: z.string(), location: z.string().optional() }),
  environment: z.looseObject({
    image: z.string(),
    computeType: z.string(),
    environmentVariables: z.array(variable).default([]),
  }),
  timeoutInMinutes: z.number().default(60),
  queuedTimeoutInMinutes: z.number().default(480),
  encryptionKey: z.string().optional(),
  cache: z.looseObject({}).default({ type: "NO_CACHE" }),
  tags: z.array(z.looseObject({})).default([]),
});
export type Project = z.output<typeof projectSchema>;

export const startBuildSchema = z.looseObject({
  projectName: z.string(),
  sourceVersion: z.string().optional(),
  sourceTypeOverride: z.string().optional(),
  sourceLocationOverride: z.string().optional(),
  buildspecOverride: z.string().optional(),
  artifactsOverride: z
    .looseObject({
      type: z.string(),
      location: z.string().optional(),
      path: z.string().optional(),
      name: z.string().optional(),
    })
    .optional(),
  environmentVariablesOverride: z.array(variable).default([]),
  timeoutInMinutesOverride: z.number().optional(),
});
export type StartBuild = z.output<typeof startBuildSchema>;

export type Status = "IN_PROGRESS" | "SUCCEEDED" | "FAILED" | "STOPPED" | "TIMED_OUT";

export const PHASES = [
  "SUBMITTED",
  "QUEUED",
  "PROVISIONING",
  "DOWNLOAD_SOURCE",
  "INSTALL",
  "PRE_BUILD",
  "BUILD",
  "POST_BUILD",
  "UPLOAD_ARTIFACTS",
  "FINALIZING",
  "COMPLETED",
] as const;
export type PhaseName = (typeof PHASES)[number];

export interface Phase {
  phaseType: PhaseName;
  phaseStatus?: Status;
  startTime: number;
  endTime?: number;
  durationInSeconds?: number;
  contexts?: { statusCode: string; message: string }[];
}

/** A build as `BatchGetBuilds` answers it; times are seconds. */
export interface Build {
  readonly id: string;
  readonly arn: string;
  readonly buildNumber: number;
  readonly projectName: string;
  readonly startTime: number;
  endTime?: number;
  currentPhase: PhaseName;
  buildStatus: Status;
  buildComplete: boolean;
  resolvedSourceVersion?: string;
  readonly sourceVersion?: string;
  readonly initiator: string;
  readonly phases: Phase[];
  readonly source: Record<string, unknown>;
  artifacts: { location: string; sha256sum?: string };
  readonly environment: Record<string, unknown>;
  readonly serviceRole: string;
  readonly timeoutInMinutes: number;
  readonly logs: { groupName?: string; streamName: string; deepLink: string };
  exportedEnvironmentVariables: { name: string; value: string }[];
  reportArns: string[];
}
