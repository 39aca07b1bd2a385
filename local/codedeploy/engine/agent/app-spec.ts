import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const hook = z.object({
  location: z.string().min(1),
  /** Seconds. */
  timeout: z.coerce.number().int().min(1).max(3600).default(3600),
  /** Accepted and ignored: everything here runs as the user who started local AWS. */
  runas: z.string().optional(),
});

/** `permissions` is accepted and ignored, for the same reason as `runas`. */
const appSpec = z.object({
  version: z.union([z.literal(0), z.literal("0.0")]),
  os: z.literal("linux"),
  files: z
    .array(z.object({ source: z.string().min(1), destination: z.string().startsWith("/") }))
    .nullish()
    .transform((files) => files ?? []),
  file_exists_behavior: z.enum(["DISALLOW", "OVERWRITE", "RETAIN"]).optional(),
  hooks: z
    .record(z.string(), z.array(hook).nullable())
    .nullish()
    .transform((hooks) => hooks ?? {}),
});

export type AppSpec = z.infer<typeof appSpec>;
export type Hook = z.infer<typeof hook>;

/** Reads `appspec.yml` of an unpacked revision. */
export async function readAppSpec(archive: string): Promise<AppSpec> {
  const text = await readFile(join(archive, "appspec.yml"), "utf8").catch(() => {
    throw new Error("appspec.yml: file must be at the root of the revision, got none");
  });
  const result = appSpec.safeParse(parse(text));
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message }) => `${path.join(".") || "content"}: ${message}`,
  );
  throw new Error(`appspec.yml: ${problems.join("; ")}`);
}
