interface Found {
  /** As in a `Problem`. */
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The values of an input at a path such as `Targets.*.RoleArn`, `*` being every item. */
export function valuesAt(input: unknown, path: string): readonly Found[] {
  let found: readonly Found[] = [{ path: [], value: input }];
  for (const part of path.split(".")) found = found.flatMap((one) => inside(one, part));
  return found.filter(({ value }) => value !== undefined);
}

function inside({ path, value }: Found, part: string): readonly Found[] {
  if (part === "*") {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    return items.map((item, index) => ({ path: [...path, String(index + 1), "member"], value: item }));
  }
  if (typeof value !== "object" || value === null) return [];
  return [{ path: [...path, part], value: (value as Readonly<Record<string, unknown>>)[part] }];
}
