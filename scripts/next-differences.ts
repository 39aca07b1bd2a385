type Stacks = ReadonlyMap<string, unknown>;

/**
 * Kinds of what is otherwise in the second synthesis, each once: `path: from → to`. Names of resources, and places in
 * lists, are left out of paths; a resource that is gone or new is a kind of its own.
 */
export function differences(today: Stacks, tomorrow: Stacks): string[] {
  const found = new Set<string>();
  for (const stack of new Set([...today.keys(), ...tomorrow.keys()]))
    compare("", today.get(stack), tomorrow.get(stack), (line) => found.add(line));
  return [...found].sort();
}

/** Of the kinds, those whose path is not among the known ones, and the known ones that are none of them. */
export function unreviewed(found: readonly string[], known: readonly string[]): string[] {
  const pathOf = (line: string) => line.slice(0, line.indexOf(": "));
  return [
    ...found.filter((line) => !known.includes(pathOf(line))).map((line) => `not reviewed: ${line}`),
    ...known
      .filter((path) => !found.some((line) => pathOf(line) === path))
      .map((path) => `reviewed, and no difference any more: ${path}`),
  ];
}

function compare(path: string, one: unknown, other: unknown, report: (line: string) => void): void {
  if (isObject(one) && isObject(other))
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      // Comments of the synthesizer itself.
      if (key === "//") continue;
      const own: unknown = Reflect.get(one, key);
      const others: unknown = Reflect.get(other, key);
      const address = isAddress(path);
      if (address && (own === undefined || others === undefined))
        report(`${path}.${key}: ${own === undefined ? "a new address" : "an address that is gone"}`);
      else compare(Array.isArray(one) ? path : joined(path, address ? "" : key), own, others, report);
    }
  else if (one !== other) report(`${path}: ${shown(one)} → ${shown(other)}`);
}

/** `resource.<type>` and `data.<type>` hold names. */
function isAddress(path: string): boolean {
  return /^(resource|data)\.\w+$/.test(path);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function joined(path: string, key: string): string {
  return path === "" || path.endsWith(".") ? `${path}${key}` : `${path}.${key}`;
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
