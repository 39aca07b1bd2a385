import { arnOf, text, type Operation } from "../request";
import { each } from "../requirement";
import type { Findings } from "./rule";

/** https://docs.aws.amazon.com/waf/latest/developerguide/security_iam_id-based-policy-examples.html */
const ofAcl = { resources: aclAndRules };
/** https://docs.aws.amazon.com/waf/latest/developerguide/security_iam_service-with-iam.html */
const atLoadBalancer = { also: () => each(["elasticloadbalancing:SetWebACL"], "*") };

export const wafv2: Findings = {
  AssociateWebACL: atLoadBalancer,
  DisassociateWebACL: atLoadBalancer,
  CreateWebACL: ofAcl,
  UpdateWebACL: ofAcl,
  DeleteWebACL: { resources: (operation) => [acl(operation)] },
  GetWebACL: { resources: (operation) => [acl(operation)] },
  // https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html#logging-cw-logs-permissions
  PutLoggingConfiguration: {
    also: () =>
      each(
        [
          "logs:CreateLogDelivery",
          "logs:DescribeLogGroups",
          "logs:DescribeResourcePolicies",
          "logs:PutResourcePolicy",
        ],
        "*",
      ),
  },
  DeleteLoggingConfiguration: { also: () => each(["logs:DeleteLogDelivery"], "*") },
};

function acl(operation: Operation): string {
  const { Scope, Name, Id } = operation.parameters;
  return arnOf("wafv2", operation, `${scopeOf(Scope)}/webacl/${text(Name)}/${text(Id) || "*"}`);
}

/** Whoever uses rules of AWS's own is asked about them, too. */
function aclAndRules(operation: Operation): readonly string[] {
  const { Scope, Rules = [] } = operation.parameters;
  const rules = (Rules as readonly { readonly Statement?: object }[]).some(
    ({ Statement = {} }) => "ManagedRuleGroupStatement" in Statement,
  );
  return [
    acl(operation),
    ...(rules ? [arnOf("wafv2", operation, `${scopeOf(Scope)}/managedruleset/*/*`)] : []),
  ];
}

function scopeOf(scope: unknown): string {
  return text(scope) === "CLOUDFRONT" ? "global" : "regional";
}
