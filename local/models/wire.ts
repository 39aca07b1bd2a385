import type { Reference, Shape } from "./model";

/** How a protocol writes structures, lists and maps; scalars are decoded in one place for all. */
export interface Wire {
  /** The fields of a structure by their names on the wire; undefined when it is none. */
  fields(node: unknown): Readonly<Record<string, unknown>> | undefined;
  nameOf(member: string, reference: Reference): string;
  /** @param flat without an element around the items. */
  items(node: unknown, list: Shape, flat: boolean): readonly unknown[] | undefined;
  entries(node: unknown, map: Shape, flat: boolean): readonly (readonly [unknown, unknown])[] | undefined;
  /** The text of a scalar, or its JSON value. */
  scalar(node: unknown): unknown;
}

/**
 * The value of a shape as the SDKs give it to a program: members by the model's names, numbers, `Date`, `Buffer`.
 * What the model does not know, or what is not of its type, stays as it came: `problemsOf` names it.
 */
export function decode(wire: Wire, reference: Reference, node: unknown): unknown {
  const { shape } = reference;
  const { type, member, key, value } = shape;
  const flat = reference.flattened ?? shape.flattened ?? false;
  if (type === "structure") return structure(wire, shape, node);
  if (type === "list" && member) {
    const items = wire.items(node, shape, flat);
    return items ? items.map((item) => decode(wire, member, item)) : wire.scalar(node);
  }
  if (type === "map" && key && value) {
    const entries = wire.entries(node, shape, flat);
    if (!entries) return wire.scalar(node);
    const decoded = entries.map(([name, item]) => [String(wire.scalar(name)), decode(wire, value, item)]);
    return Object.fromEntries(decoded) as unknown;
  }
  return scalar(reference, wire.scalar(node));
}

function structure(wire: Wire, shape: Shape, node: unknown): unknown {
  const fields = wire.fields(node);
  if (!fields) return wire.scalar(node);
  // JSON's null is an absent member.
  const rest = new Map(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
  const result: Record<string, unknown> = {};
  for (const [name, reference] of shape.members) {
    const wireName = wire.nameOf(name, reference);
    if (rest.has(wireName)) result[name] = decode(wire, reference, rest.get(wireName));
    rest.delete(wireName);
  }
  for (const [name, value] of rest) result[name] = wire.scalar(value);
  return result;
}

/** Texts of query, XML, path and headers become numbers and booleans; what is not one stays a text. */
export function scalar({ shape, timestampFormat }: Reference, value: unknown): unknown {
  switch (shape.type) {
    case "boolean":
      return value === "true" ? true : value === "false" ? false : value;
    case "integer":
    case "long":
    case "float":
    case "double":
      return typeof value === "string" && value !== "" && Number.isFinite(Number(value))
        ? Number(value)
        : value;
    case "timestamp":
      return timestamp(timestampFormat ?? shape.timestampFormat, value);
    case "blob":
      return typeof value === "string" ? Buffer.from(value, "base64") : value;
    default:
      return value;
  }
}

function timestamp(format: string | undefined, value: unknown): unknown {
  if (value instanceof Date) return value;
  const seconds = typeof value === "number" || (typeof value === "string" && /^\d+(\.\d+)?$/.test(value));
  const date = seconds ? new Date(Number(value) * 1000) : new Date(String(value));
  const wrong = seconds && format !== undefined && format !== "unixTimestamp";
  return wrong || Number.isNaN(date.getTime()) ? value : date;
}
