import { matchRule } from "../../../local/load-balancer/rules";
import type { Condition, Rule } from "../../../local/load-balancer/topology";

function rule(priority: number, ...conditions: Condition[]): Rule {
  return { priority, conditions, action: { type: "unsupported", name: String(priority) } };
}

const rules = [
  rule(10, { field: "http-header", header: "X-Slipway-Colour", values: ["blue"] }),
  rule(
    20,
    { field: "path-pattern", values: ["/api/*.json"] },
    { field: "host-header", values: ["*.Example.com"] },
  ),
  rule(30, { field: "path-pattern", values: ["/v?"] }),
  rule(40, { field: "unsupported", name: "source-ip" }),
  rule(Infinity),
];

it.each([
  ["a header, whatever its case", { path: "/", headers: { "x-slipway-colour": "BLUE" } }, 10],
  ["all conditions of a rule", { path: "/api/a/b.json", headers: { host: "www.example.com:8081" } }, 20],
  ["not one of two conditions", { path: "/api/a.json", headers: { host: "example.org" } }, Infinity],
  ["a dot as a dot", { path: "/api/ajson", headers: { host: "www.example.com" } }, Infinity],
  ["one character for a question mark", { path: "/v2", headers: {} }, 30],
  ["paths with their case", { path: "/V2", headers: {} }, Infinity],
])("matches %s", (_, request, priority) => {
  expect(matchRule(rules, request)?.priority).toBe(priority);
});
