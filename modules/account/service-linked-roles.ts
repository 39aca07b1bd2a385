import { DataAwsIamRole } from "@cdktf/provider-aws/lib/data-aws-iam-role";
import { IamServiceLinkedRole } from "@cdktf/provider-aws/lib/iam-service-linked-role";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { LINKED_ROLES, type LinkedService } from "../security/linked-role";

export interface ServiceLinkedRolesProps {
  readonly services: readonly LinkedService[];
  /** Names of those that are there already, which IAM makes no second time: a plan fails where one is not. */
  readonly adopt: readonly string[];
}

/** Roles that services have in an account for themselves. With them nobody who deploys need be able to make roles. */
export class ServiceLinkedRoles extends Construct {
  private readonly roles = new Map<LinkedService, ITerraformDependable>();

  constructor(scope: Construct, id: string, props: ServiceLinkedRolesProps) {
    super(scope, id);
    for (const service of props.services) {
      const [role = ""] = service.split(".");
      const name = LINKED_ROLES[service];
      this.roles.set(
        service,
        props.adopt.includes(name)
          ? new DataAwsIamRole(this, role, { name })
          : new IamServiceLinkedRole(this, role, { awsServiceName: service }),
      );
    }
  }

  /** What needs a service's role comes after it. */
  of(service: LinkedService): ITerraformDependable {
    const role = this.roles.get(service);
    if (role === undefined) throw new Error(`service-linked roles: ${service} must be one of those given`);
    return role;
  }
}
