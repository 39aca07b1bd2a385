import type { Context } from "./condition";

/** What IAM is asked for a request. */
export interface Requirement {
  readonly action: string;
  readonly resource: string;
  /** Account that owns the resource. @default - the one in its ARN, else the caller's */
  readonly account?: string;
  readonly context?: Context;
}

/** Every action on one resource; `*` where they know none. */
export function each(
  actions: readonly string[],
  resource: string,
  context?: Context,
): readonly Requirement[] {
  return actions.map((action) => ({ action, resource, ...(context && { context }) }));
}
