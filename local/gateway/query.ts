/** A form field of the query protocol, with `member.N` lists and `a.b` structures put together. */
export type QueryValue = string | QueryValue[] | { [name: string]: QueryValue };

/**
 * Turns `Tags.member.1.Key=a` (query) or `TagSpecification.1.Tag.1.Key=a` (EC2) into nested objects and lists.
 */
export function nest(fields: Readonly<Record<string, unknown>>): Record<string, QueryValue> {
  const root: Record<string, QueryValue> = {};
  for (const [name, value] of Object.entries(fields)) {
    const path = name.split(".");
    const last = path.pop();
    if (last === undefined) continue;
    let node = root;
    for (const part of path) {
      const child = node[part];
      const next: Record<string, QueryValue> = isStructure(child) ? child : {};
      node[part] = next;
      node = next;
    }
    node[last] = String(value);
  }
  return Object.fromEntries(Object.entries(root).map(([name, value]) => [name, lists(value)]));
}

function isStructure(value: QueryValue | undefined): value is Record<string, QueryValue> {
  return typeof value === "object" && !Array.isArray(value);
}

function lists(value: QueryValue): QueryValue {
  if (!isStructure(value)) return value;
  const names = Object.keys(value);
  const only = value.member;
  if (names.length === 1 && isStructure(only)) return lists(only);
  if (names.length > 0 && names.every((name) => /^\d+$/.test(name))) {
    return names
      .sort((a, b) => Number(a) - Number(b))
      .flatMap((name) => {
        const item = value[name];
        return item === undefined ? [] : [lists(item)];
      });
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, lists(item)]));
}
