import { XMLBuilder } from "fast-xml-parser";

const builder = new XMLBuilder();

/** A document of plain objects, lists being repeated elements. */
export function toXml(document: object): string {
  return builder.build(document);
}
