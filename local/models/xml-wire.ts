import { XMLParser } from "fast-xml-parser";
import type { Wire } from "./wire";

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  ignoreDeclaration: true,
});

/** The content of a document's root, whatever its name; undefined when it is not XML. */
export function parseXml(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    const [root] = Object.values(parser.parse(text, true) as Record<string, unknown>);
    return root;
  } catch {
    return undefined;
  }
}

/** https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html */
export const xmlWire: Wire = {
  fields: (node) => {
    if (node === "") return {};
    if (typeof node !== "object" || node === null || Array.isArray(node)) return undefined;
    return Object.fromEntries(
      Object.entries(node).filter(([name]) => name !== "#text" && !name.startsWith("xmlns")),
    );
  },
  nameOf: (member, { locationName }) => locationName ?? member,
  items: (node, list, { flattened }) => {
    if (flattened ?? list.flattened) return all(node);
    if (node === "") return [];
    const inner = (node as Record<string, unknown>)[list.member?.locationName ?? "member"];
    return inner === undefined ? undefined : all(inner);
  },
  entries: () => undefined,
  // An element with attributes has its text in a field.
  scalar: (node) => (typeof node === "object" && node !== null && "#text" in node ? node["#text"] : node),
};

function all(node: unknown): readonly unknown[] {
  return Array.isArray(node) ? (node as unknown[]) : [node];
}
