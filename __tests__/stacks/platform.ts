import { TerraformStack, Testing } from "cdktf";
import { addStacks } from "../../main";
import type { Backend } from "../../stacks/estate/backend";
import type { Configuration } from "../../stacks/estate/configuration";
import type { Deployment, Estate } from "../../stacks/estate/estate";
import { parseEstate } from "../../stacks/estate/parse";
import { type Synthesized, synthesized } from "./addresses";
import { estateWith } from "./estate/estate-with";

export const backend: Backend = {
  bucket: "states",
  dynamodb_table: "locks",
  kms_key_id: "alias/states",
  region: "eu-west-1",
  encrypt: true,
  assume_role: { role_arn: "arn:aws:iam::111111111111:role/slipway-deploy" },
};

/** The stacks of the project's own data with some of it changed: of all environments, or of one, which is faster. */
export class Platform {
  readonly configuration: Configuration;
  readonly stacks: readonly TerraformStack[];

  constructor(changes: Record<string, unknown> = {}, environment?: string) {
    const estate = parseEstate(estateWith(changes));
    this.configuration = { estate: environment === undefined ? estate : only(environment, estate), backend };
    const app = addStacks(Testing.app({ stackTraces: false }), this.configuration);
    this.stacks = app.node.children.filter((child) => TerraformStack.isStack(child));
  }

  get ids(): string[] {
    return this.stacks.map(({ node }) => node.id);
  }

  stack(id: string): TerraformStack {
    const found = this.stacks.find(({ node }) => node.id === id);
    if (found === undefined)
      throw new Error(`platform: stack must be one of ${this.ids.join(", ")}, got ${id}`);
    return found;
  }

  /** What Terraform reads of a stack. */
  json(id: string): Synthesized {
    return synthesized(this.stack(id));
  }
}

function only(name: string, { environments, services, ...estate }: Estate): Estate {
  const there = ({ environment }: Deployment) => environment.name === name;
  return {
    ...estate,
    environments: environments.filter((environment) => environment.name === name),
    services: services.map((service) => ({
      ...service,
      deployments: service.deployments.filter(there),
      releaseTo: service.releaseTo.filter(there),
    })),
  };
}
