import type { Layer, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import { autoScaling } from "./auto-scaling";
import { pipelineRoles } from "./pipeline-roles";
import { principals } from "./principals";
import type { Rule, World } from "./rule";
import { serviceRoles } from "./service-roles";

/** Facts that only AWS applies and that concern Slipway; each row says where AWS documents it. */
export const rules: readonly Rule[] = [...serviceRoles, ...pipelineRoles, ...principals, ...autoScaling];

/** Refuses what breaks a rule, before any service of ours or moto sees it. */
export class Rules implements Layer {
  constructor(private readonly world: World) {}

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const { service, operation = "" } = request;
    for (const rule of rules) {
      if (rule.service === service && rule.operations.includes(operation))
        await rule.check(request, this.world);
    }
    return next(request);
  }
}
