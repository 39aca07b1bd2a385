import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { Context } from "../condition";
import type { Operation } from "../request";
import type { Requirement } from "../requirement";
import type { Deployed } from "../resources";

const members = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const rule = z.strictObject({
  source: z.url(),
  open: z.literal(true).optional(),
  action: z.string().optional(),
  versionAction: z.string().optional(),
  members: members.optional(),
  resources: z.array(z.string()).optional(),
  linkedRole: z.string().optional(),
  passes: z.string().optional(),
});
export type Rule = z.infer<typeof rule>;

const service = z.strictObject({
  members: members.optional(),
  operations: z.record(z.string(), rule).default({}),
});

/** What the input alone tells, by service. */
export const rules: Readonly<Record<string, z.infer<typeof service>>> = z
  .record(z.string(), service)
  .parse(parse(readFileSync(path.join(__dirname, "rules.yaml"), "utf8")));

/** What is found out otherwise: in the deployed resources, or by a form of the input. */
export interface Finding {
  readonly resources?: (
    operation: Operation,
    deployed: Deployed,
  ) => readonly string[] | Promise<readonly string[]>;
  readonly context?: (parameters: Operation["parameters"]) => Context;
  /** What AWS asks on the way. */
  readonly also?: (
    operation: Operation,
    deployed: Deployed,
  ) => readonly Requirement[] | Promise<readonly Requirement[]>;
}

export type Findings = Readonly<Record<string, Finding>>;
