import type { Context } from "../condition";
import type { Members } from "../reference";
import type { Operation } from "../request";
import type { Requirement } from "../requirement";
import type { Deployed } from "../resources";

/**
 * What a request needs beyond, or other than, what the Service Authorization Reference says of the action that has
 * the operation's name.
 */
export interface Rule {
  /** Where AWS says so. */
  readonly source: string;
  /** Needs no permission. */
  readonly open?: true;
  /** The action, where its name is not the operation's. */
  readonly action?: string | ((parameters: Operation["parameters"]) => string);
  readonly members?: Members;
  /** Condition keys that AWS fills from the input. */
  readonly context?: (parameters: Operation["parameters"]) => Context;
  /** Resources that the input does not name. */
  readonly resources?: (operation: Operation, deployed: Deployed) => Promise<readonly string[]>;
  /** What AWS asks on the way. */
  readonly also?: (operation: Operation, deployed: Deployed) => Promise<readonly Requirement[]>;
}

/** By `service:Operation`. */
export type Rules = Readonly<Record<string, Rule>>;

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
