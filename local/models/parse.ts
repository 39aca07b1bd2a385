import { cbor } from "@smithy/core/cbor";
import { XMLParser } from "fast-xml-parser";

/** Bodies as trees of plain objects; undefined where one is not what it says. */

export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}

export function parseCbor(body: Buffer): unknown {
  return body.length === 0 ? {} : (cbor.deserialize(body) as unknown);
}

const xml = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  ignoreDeclaration: true,
});

/** The content of a document's root, whatever its name. */
export function parseXml(body: Buffer): unknown {
  const text = body.toString();
  if (text.trim() === "") return undefined;
  try {
    return Object.values(xml.parse(text, true) as Record<string, unknown>)[0];
  } catch {
    return undefined;
  }
}

/** The fields of a query by the dots in their names: `Tags.member.1.Key=a`. */
export function parseQuery(fields: URLSearchParams): unknown {
  const root = branch();
  for (const [name, text] of fields)
    if (name !== "Action" && name !== "Version") put(root, name.split("."), text);
  return root;
}

type Branch = Record<string, unknown>;

/** Without what every object inherits: a request names its fields as it likes. */
const branch = (text?: unknown): Branch => Object.assign(Object.create(null) as Branch, text && { "": text });

/** Of a field that has both, a text and fields below it, the text has no name: no model knows such a member. */
function put(parent: Branch, [first = "", ...rest]: readonly string[], text: string): void {
  const known = parent[first];
  const deeper = typeof known === "object" ? (known as Branch) : undefined;
  if (rest.length > 0) put((parent[first] = deeper ?? branch(known)), rest, text);
  else if (deeper === undefined) parent[first] = text;
  else if (text !== "") deeper[""] = text;
}
