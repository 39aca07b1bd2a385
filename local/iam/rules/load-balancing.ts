import { valuesOf } from "../reference";
import type { Operation } from "../request";
import { serviceLinkedRole } from "./service-linked-role";
import { type Rules, text } from "./rule";

const REFERENCE =
  "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html";

export const loadBalancing: Rules = {
  AddTags: { source: REFERENCE, resources: each("ResourceArns") },
  CreateLoadBalancer: {
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-service-linked-roles.html",
    resources: ({ region, account, parameters }) =>
      Promise.resolve([
        `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/${text(parameters.Name)}/*`,
      ]),
    also: serviceLinkedRole("elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing"),
  },
  CreateTargetGroup: { source: REFERENCE, members: { TargetGroupName: "Name" } },
  RemoveTags: { source: REFERENCE, resources: each("ResourceArns") },
  SetRulePriorities: { source: REFERENCE, resources: each("RulePriorities.RuleArn") },
};

function each(member: string) {
  return ({ parameters }: Operation): Promise<readonly string[]> =>
    Promise.resolve(valuesOf(parameters, member));
}
