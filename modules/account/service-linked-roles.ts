import { DataAwsIamRole } from "@cdktf/provider-aws/lib/data-aws-iam-role";
import { IamServiceLinkedRole } from "@cdktf/provider-aws/lib/iam-service-linked-role";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

/** By the service that works with it. */
const NAMES = {
  // https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-service-linked-role.html
  "autoscaling.amazonaws.com": "AWSServiceRoleForAutoScaling",
  // https://docs.aws.amazon.com/config/latest/developerguide/using-service-linked-roles.html
  "config.amazonaws.com": "AWSServiceRoleForConfig",
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-service-linked-roles.html
  "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
} as const;

export type LinkedService = keyof typeof NAMES;

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
      const name = NAMES[service];
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
