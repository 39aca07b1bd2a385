import type { ServiceResponse } from "./service";

export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A value of a query-protocol answer: lists become `<member>` elements, undefined vanishes. */
export type XmlValue =
  string | number | boolean | Date | undefined | readonly XmlValue[] | { readonly [name: string]: XmlValue };

/** An answer of the query protocol (Elastic Load Balancing, Auto Scaling, CloudWatch). */
export function queryResponse(operation: string, result: Record<string, XmlValue> = {}): ServiceResponse {
  return {
    status: 200,
    headers: { "content-type": "text/xml" },
    body:
      `<${operation}Response><${operation}Result>${toXml(result)}</${operation}Result>` +
      `<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></${operation}Response>`,
  };
}

export function toXml(value: XmlValue, listItem = "member"): string {
  if (value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object") return escapeXml(String(value));
  if (isList(value)) {
    return value.map((item) => `<${listItem}>${toXml(item, listItem)}</${listItem}>`).join("");
  }
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([name, item]) => `<${name}>${toXml(item, listItem)}</${name}>`)
    .join("");
}

function isList(value: object): value is readonly XmlValue[] {
  return Array.isArray(value);
}
