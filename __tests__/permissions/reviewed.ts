/** A permission that no test needs, and why it stays. */
export interface Reviewed {
  /** Pattern of the role's name. */
  readonly role: string;
  /** `<policy>#<sid or place>`, or a pattern of it. */
  readonly statement: string;
  /** The action or the resource, or a pattern of it. */
  readonly value: string;
  readonly reason: string;
  readonly source: string;
}

export const reviewed: readonly Reviewed[] = [];
