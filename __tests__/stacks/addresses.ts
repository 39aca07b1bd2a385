import type { TerraformStack } from "cdktf";
import { Testing } from "cdktf";

export interface Synthesized {
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
  readonly provider: { readonly aws: readonly Record<string, unknown>[] };
  readonly data?: Record<string, Record<string, Record<string, unknown>>>;
  readonly output?: Record<string, unknown>;
}

export function synthesized(stack: TerraformStack): Synthesized {
  stack.prepareStack();
  return JSON.parse(Testing.synth(stack, true)) as Synthesized;
}

/** Every resource of a stack as Terraform's state names it: a changed line here is a resource made anew. */
export function addresses({ resource }: Synthesized): string[] {
  return Object.entries(resource)
    .flatMap(([type, byName]) => Object.keys(byName).map((name) => `${type}.${name}`))
    .sort();
}
