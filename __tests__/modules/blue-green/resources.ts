import { z } from "zod";

const attributesSchema = z.record(z.string(), z.unknown());
const stackSchema = z.object({
  resource: z.record(z.string(), z.record(z.string(), attributesSchema)).default({}),
  data: z.record(z.string(), z.record(z.string(), attributesSchema)).default({}),
});
export type Attributes = z.infer<typeof attributesSchema>;

/** Resources of a type in synthesized JSON, by id. */
export function resources(json: string, type: string): Record<string, Attributes> {
  return stackSchema.parse(JSON.parse(json)).resource[type] ?? {};
}

/** What the resources of a type say, in the order of their ids, without the path that CDKTF notes down. */
export function attributes(json: string, type: string): Attributes[] {
  return Object.entries(resources(json, type))
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, all]) => Object.fromEntries(Object.entries(all).filter(([name]) => name !== "//")));
}

/** Statements of the one policy document whose id begins with `prefix`. */
export function statements(json: string, prefix: string): unknown {
  const documents = Object.entries(stackSchema.parse(JSON.parse(json)).data.aws_iam_policy_document ?? {});
  const found = documents.filter(([id]) => id.startsWith(prefix));
  if (found.length !== 1) throw new Error(`policy documents: ${prefix} must match one, got ${found.length}`);
  return found[0]?.[1].statement;
}
