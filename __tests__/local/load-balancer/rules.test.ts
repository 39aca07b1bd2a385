import type { Rule, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ServiceRequest } from "../../../local/gateway/service";
import { matchRule, refuseUnknown } from "../../../local/load-balancer/rules";

function rule(Priority: string, ...Conditions: RuleCondition[]): Rule {
  return { Priority, Conditions };
}
const header: RuleCondition = {
  Field: "http-header",
  HttpHeaderConfig: { HttpHeaderName: "X-Slipway-Colour", Values: ["blue"] },
};
const paths = (path: string): RuleCondition => ({ Field: "path-pattern", Values: [path] });

const rules = [
  rule("10", header),
  rule("20", paths("/api/*.json"), {
    Field: "http-header",
    HttpHeaderConfig: { HttpHeaderName: "Host", Values: ["*.Example.com"] },
  }),
  rule("30", { Field: "path-pattern", PathPatternConfig: { Values: ["/v?"] } }),
  rule("default"),
];

it.each([
  ["a header, whatever its case", { path: "/", headers: { "x-slipway-colour": "BLUE" } }, "10"],
  ["all conditions of a rule", { path: "/api/a/b.json", headers: { host: "www.example.com" } }, "20"],
  ["not one of two conditions", { path: "/api/a.json", headers: { host: "example.org" } }, "default"],
  ["a dot as a dot", { path: "/api/ajson", headers: { host: "www.example.com" } }, "default"],
  ["one character for a question mark", { path: "/v2", headers: {} }, "30"],
  ["paths with their case", { path: "/V2", headers: {} }, "default"],
])("matches %s", (_, request, priority) => {
  expect(matchRule(rules, request)?.Priority).toBe(priority);
});

it.each<[string, string, object]>([
  ["host-header", "CreateRule", { Conditions: [paths("/"), { Field: "host-header", Values: ["a"] }] }],
  ["authenticate-oidc", "ModifyRule", { Actions: [{ Type: "authenticate-oidc" }, { Type: "forward" }] }],
  ["authenticate-cognito", "CreateListener", { DefaultActions: [{ Type: "authenticate-cognito" }] }],
  ["RegisterTargets", "RegisterTargets", { TargetGroupArn: "t", Targets: [{ Id: "i-1" }] }],
])("refuses %s by its name, since nobody here would do it", (name, operation, parameters) => {
  const refuse = () => refuseUnknown({ operation, parameters } as unknown as ServiceRequest);
  expect(refuse).toThrow(`local AWS's balancers have no ${name}`);
});
