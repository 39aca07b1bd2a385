import type { Wire } from "./wire";

/** JSON 1.0, 1.1 and REST-JSON bodies, once parsed; the other protocols say how they differ. */
export const jsonWire: Wire = {
  fields: (node) => (isObject(node) ? node : undefined),
  nameOf: (member, { locationName = member }) => locationName,
  items: (node) => (Array.isArray(node) ? (node as unknown[]) : undefined),
  entries: (node) => (isObject(node) ? Object.entries(node) : undefined),
  scalar: (node) => node,
};

/** Timestamps come with a tag. */
export const cborWire: Wire = {
  ...jsonWire,
  scalar: (node) => (isObject(node) && "tag" in node ? node.value : node),
};

/** https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export const queryWire: Wire = {
  ...jsonWire,
  nameOf: (member, { locationName = member, shape, flattened = shape.flattened }) =>
    // A flattened list takes its items' name in place of its own.
    (flattened && shape.member?.locationName) || locationName,
  items: (node, { member }, flat) =>
    numbered(flat || node === "" ? node : at(node, member?.locationName ?? "member")),
  entries: (node, { key, value }, flat) =>
    numbered(flat ? node : at(node, "entry"))?.map((entry) => [
      at(entry, key?.locationName ?? "key"),
      at(entry, value?.locationName ?? "value"),
    ]),
};

/** https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html: every list is flat. */
export const ec2Wire: Wire = {
  ...queryWire,
  nameOf: (member, { queryName, locationName = member }) =>
    queryName ?? locationName.charAt(0).toUpperCase() + locationName.slice(1),
  items: numbered,
};

/** https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html */
export const xmlWire: Wire = {
  ...jsonWire,
  fields: (node) => {
    if (node === "") return {};
    if (!isObject(node)) return undefined;
    const elements = Object.entries(node).filter(([name]) => name !== "#text" && !name.startsWith("xmlns"));
    return Object.fromEntries(elements);
  },
  items: (node, { member }, flat) => {
    if (!flat && node === "") return [];
    const items = flat ? node : at(node, member?.locationName ?? "member");
    return items === undefined ? undefined : [items].flat();
  },
  entries: () => undefined,
  // An element with attributes has its text in a field.
  scalar: (node) => at(node, "#text") ?? node,
};

function at(node: unknown, name: string): unknown {
  return isObject(node) ? node[name] : undefined;
}

function numbered(node: unknown): readonly unknown[] | undefined {
  if (node === "") return [];
  if (!isObject(node) || !Object.keys(node).every((name) => /^\d+$/.test(name))) return undefined;
  return Object.entries(node)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => item);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
