import { parse } from "yaml";
import { z } from "zod";

/** CodeBuild accepts numbers where text is meant, as in `version: 0.2` and environment variables. */
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const phase = z.strictObject({
  commands: z.array(text).default([]),
  "runtime-versions": z.record(z.string(), text).optional(),
});

const schema = z.strictObject({
  version: text.refine((version) => version === "0.2", "must be 0.2"),
  env: z
    .strictObject({
      shell: z.enum(["sh", "bash"]).optional(),
      variables: z.record(z.string(), text).default({}),
      "exported-variables": z.array(z.string()).default([]),
    })
    .prefault({}),
  phases: z.strictObject({
    install: phase.optional(),
    pre_build: phase.optional(),
    build: phase.optional(),
    post_build: phase.optional(),
  }),
  /** By report group; nobody here reads what is in a report. */
  reports: z.record(z.string(), z.unknown()).default({}),
  // Accepted and unused: a build here has no output artifact, and keeps no cache of its own.
  artifacts: z.unknown().optional(),
  cache: z.unknown().optional(),
});

export type Buildspec = z.output<typeof schema>;
export type BuildspecPhase = z.output<typeof phase>;

/** Parses a buildspec of version 0.2, as far as local AWS runs it; anything else is an error, not ignored. */
export function parseBuildspec(yaml: string): Buildspec {
  const result = schema.safeParse(parse(yaml));
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message }) => `${path.join(".") || "document"}: ${message}`,
  );
  throw new Error(`buildspec: ${problems.join("; ")}`);
}
