import { estate } from "../../stacks/environments";

/** The project's own data as untyped JSON, with one value changed: `"dev.fleet.minimum"`, or removed by undefined. */
export function estateWith(changes: Record<string, unknown>): unknown {
  const data: unknown = structuredClone(estate);
  for (const [path, value] of Object.entries(changes)) set(data, keysOf(path), value);
  return data;
}

function keysOf(path: string): string[] {
  const keys = path.split(".");
  return keys[0] !== undefined && keys[0] in estate.environments ? ["environments", ...keys] : keys;
}

function set(target: unknown, [key, ...rest]: readonly string[], value: unknown): void {
  if (typeof target !== "object" || target === null || key === undefined) throw new Error("no such place");
  if (rest.length > 0) set(Reflect.get(target, key), rest, value);
  else if (value === undefined) Reflect.deleteProperty(target, key);
  else Reflect.set(target, key, value);
}
