import { iamArn, type Location } from "../location";

/** Roles that services have in an account for themselves, by the service. */
export const LINKED_ROLES = {
  // https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-service-linked-role.html
  "autoscaling.amazonaws.com": "AWSServiceRoleForAutoScaling",
  // https://docs.aws.amazon.com/config/latest/developerguide/using-service-linked-roles.html
  "config.amazonaws.com": "AWSServiceRoleForConfig",
  // https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-service-linked-roles.html
  "ec2-nat-gateway.amazonaws.com": "AWSServiceRoleForNATGateway",
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-service-linked-roles.html
  "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
} as const;

export type LinkedService = keyof typeof LINKED_ROLES;

export function linkedRoleArn(location: Omit<Location, "region">, service: LinkedService): string {
  return iamArn(location, `role/aws-service-role/${service}/${LINKED_ROLES[service]}`);
}
