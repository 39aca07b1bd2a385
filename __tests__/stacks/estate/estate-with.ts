import { estate } from "../../../stacks/estate/data";

/**
 * The project's own data as untyped JSON, with values changed: `"environments.dev.account"`, or removed by undefined.
 * `web.dev` is the service web in dev.
 */
export function estateWith(changes: Record<string, unknown>): unknown {
  const data: unknown = structuredClone(estate);
  for (const [path, value] of Object.entries(changes))
    set(data, path.replace(/^web\.dev\b/, "services.web.environments.dev").split("."), value);
  return data;
}

function set(target: unknown, [key, ...rest]: readonly string[], value: unknown): void {
  if (typeof target !== "object" || target === null || key === undefined) throw new Error("no such place");
  if (rest.length > 0) set(Reflect.get(target, key), rest, value);
  else if (value === undefined) Reflect.deleteProperty(target, key);
  else Reflect.set(target, key, value);
}
