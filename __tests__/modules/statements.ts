interface Synthesized {
  readonly data?: {
    readonly aws_iam_policy_document?: Record<string, { readonly statement: readonly unknown[] }>;
  };
}

/** Statements of the one policy document whose address begins with `prefix`. */
export function statements(json: string, prefix: string): readonly unknown[] {
  const documents = Object.entries((JSON.parse(json) as Synthesized).data?.aws_iam_policy_document ?? {});
  const found = documents.filter(([address]) => address.startsWith(prefix));
  if (found.length !== 1)
    throw new Error(
      `${prefix}: must begin one policy document's address, got ${found.length} of ${documents.length}`,
    );
  return found.flatMap(([, document]) => document.statement);
}
