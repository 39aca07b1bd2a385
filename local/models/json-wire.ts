import type { Wire } from "./wire";

/** JSON 1.0, 1.1, REST-JSON bodies and CBOR, once parsed. */
export const jsonWire: Wire = {
  fields: (node) => (isObject(node) ? node : undefined),
  nameOf: (member, { locationName }) => locationName ?? member,
  items: (node) => (Array.isArray(node) ? (node as unknown[]) : undefined),
  entries: (node) => (isObject(node) ? Object.entries(node) : undefined),
  scalar: (node) => node,
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
