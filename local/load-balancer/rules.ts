import type { IncomingHttpHeaders } from "node:http";
import type {
  Action,
  CreateListenerInput,
  CreateRuleInput,
  Rule,
  RuleCondition,
  TargetGroupTuple,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError, type ServiceRequest } from "../gateway/service";
import type { Balancer, Listener } from "./topology";

export interface RoutedRequest {
  /** Path without the query string. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

const OPERATIONS = ["RegisterTargets", "DeregisterTargets"];
const FIELDS = ["path-pattern", "http-header"];
const ACTIONS = ["forward", "fixed-response", "redirect"];

/** Refuses what moto would keep and nobody here would do. */
export function refuseUnknown({ operation = "", parameters }: ServiceRequest): void {
  const { Conditions = [] } = parameters as Partial<CreateRuleInput>;
  const { Actions = [], DefaultActions = [] } = parameters as Partial<CreateRuleInput & CreateListenerInput>;
  const unknown = [
    ...OPERATIONS.filter((name) => name === operation),
    ...Conditions.map(({ Field = "" }) => Field).filter((field) => !FIELDS.includes(field)),
    ...[...Actions, ...DefaultActions].map(({ Type = "" }) => Type).filter((type) => !ACTIONS.includes(type)),
  ];
  if (unknown.length > 0)
    throw new AwsError("InvalidConfigurationRequest", `local AWS's balancers have no ${unknown.join(", ")}`);
}

/** The first rule, by priority, all of whose conditions hold. */
export function matchRule(rules: readonly Rule[], request: RoutedRequest): Rule | undefined {
  return rules.find(({ Conditions = [] }) => Conditions.every((condition) => holds(condition, request)));
}

/** Where a forward action sends to. */
export function groupsOf({ ForwardConfig, TargetGroupArn }: Action): readonly TargetGroupTuple[] {
  return ForwardConfig?.TargetGroups ?? [{ TargetGroupArn }];
}

/** Target groups that a rule names, at any weight: only these are health-checked. */
export function groupsInUse(listeners: readonly Listener[]): Map<string, Balancer> {
  const actions = listeners.flatMap(({ balancer, rules }) =>
    rules.flatMap(({ Actions = [] }) => Actions.map((action) => ({ balancer, action }))),
  );
  const used = actions.flatMap(({ balancer, action }) =>
    groupsOf(action).map(({ TargetGroupArn = "" }) => [TargetGroupArn, balancer] as const),
  );
  return new Map(used);
}

function holds(condition: RuleCondition, { path, headers }: RoutedRequest): boolean {
  const { Field, Values, PathPatternConfig, HttpHeaderConfig } = condition;
  if (Field === "path-pattern") return matches(PathPatternConfig?.Values ?? Values, path);
  return matches(
    HttpHeaderConfig?.Values,
    headers[HttpHeaderConfig?.HttpHeaderName?.toLowerCase() ?? ""],
    "i",
  );
}

/** `*` stands for any number of characters and `?` for one. Paths are compared with case, headers without. */
function matches(patterns: readonly string[] = [], value: string | string[] = [], flags = ""): boolean {
  const expressions = patterns.map((pattern) => {
    const escaped = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    return new RegExp(`^${escaped}$`, `s${flags}`);
  });
  return [value].flat().some((text) => expressions.some((expression) => expression.test(text)));
}
