/** A statement of a policy document, with the elements that are known here. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: OneOrMany;
  readonly NotAction?: OneOrMany;
  readonly Resource?: OneOrMany;
  readonly NotResource?: OneOrMany;
  readonly Principal?: "*" | Readonly<Record<string, OneOrMany>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany | boolean>>>>;
}

export type OneOrMany = string | readonly string[];

/** A policy in force: of a role, of its boundary, of a resource, or of an endpoint. */
export interface Policy {
  /** What a decision calls it, such as `start-releases` or `trust`. */
  readonly name: string;
  readonly statements: readonly Statement[];
}

const ELEMENTS = new Set<string>([
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Principal",
  "Condition",
] satisfies (keyof Statement)[]);

/** Reads a policy document; an element that is not known here throws. */
export function parsePolicy(name: string, document: string): Policy {
  const { Statement: statements } = JSON.parse(document) as { Statement: Statement | readonly Statement[] };
  const parsed = list(statements);
  for (const statement of parsed) {
    const unknown = Object.keys(statement).find((element) => !ELEMENTS.has(element));
    if (unknown !== undefined)
      throw new Error(`policy ${name}: local AWS does not know the element ${unknown}`);
  }
  return { name, statements: parsed };
}

export function list<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
