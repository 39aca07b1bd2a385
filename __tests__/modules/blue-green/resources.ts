import { z } from "zod";

const attributesSchema = z.record(z.string(), z.unknown());
const stackSchema = z.object({
  resource: z.record(z.string(), z.record(z.string(), attributesSchema)).default({}),
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
