import type { IncomingHttpHeaders } from "node:http";
import type { Condition, Rule } from "./topology";

export interface RoutedRequest {
  /** Path without the query string. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** The first rule, by priority, all of whose conditions hold. */
export function matchRule(rules: readonly Rule[], request: RoutedRequest): Rule | undefined {
  return rules.find(({ conditions }) => conditions.every((condition) => holds(condition, request)));
}

function holds(condition: Condition, { path, headers }: RoutedRequest): boolean {
  switch (condition.field) {
    case "path-pattern":
      return condition.values.some((pattern) => wildcard(pattern).test(path));
    case "host-header":
      return matchesHeader(condition.values, headers.host?.replace(/:\d+$/, ""));
    case "http-header":
      return matchesHeader(condition.values, headers[condition.header.toLowerCase()]);
    case "unsupported":
      return false;
  }
}

function matchesHeader(patterns: readonly string[], value: string | string[] | undefined): boolean {
  const values = [value ?? []].flat();
  return patterns.some((pattern) => values.some((text) => wildcard(pattern, "i").test(text)));
}

/** `*` stands for any number of characters and `?` for one. Paths are compared with case, headers without. */
function wildcard(pattern: string, flags = ""): RegExp {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`, `s${flags}`);
}
