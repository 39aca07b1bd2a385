import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import type { Subnet } from "@cdktf/provider-aws/lib/subnet";
import type { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Construct } from "constructs";
import type { Location } from "../location";
import { ownPrincipals } from "./endpoint-policy";

export interface InterfaceEndpointsProps {
  readonly location: Location;
  readonly name: string;
  readonly vpc: Vpc;
  /** One a zone. */
  readonly subnets: readonly Subnet[];
}

/** What instances call that have no way to the internet, with the prefix of the actions where it is not the name. */
const SERVICES: Readonly<Record<string, { readonly actions?: string }>> = {
  // The CodeDeploy agent, told to sign its requests:
  // https://docs.aws.amazon.com/codedeploy/latest/userguide/vpc-endpoints.html
  codedeploy: {},
  "codedeploy-commands-secure": {},
  // The Systems Manager agent and its sessions:
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
  ssm: {},
  ssmmessages: {},
  ec2messages: {},
  // The CloudWatch agent, which asks EC2 for the tags of its instance.
  logs: {},
  monitoring: { actions: "cloudwatch" },
  ec2: {},
  // A first boot that tells its launch hook how it ended.
  autoscaling: {},
  // The application: who it is, its secrets, and what they are encrypted with.
  sts: {},
  secretsmanager: {},
  kms: {},
};

/** AWS's APIs at private addresses, for a network without NAT; they open to those whose groups are let into theirs. */
export class InterfaceEndpoints extends Construct {
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: InterfaceEndpointsProps) {
    super(scope, id);
    const { name, location, vpc, subnets } = props;
    this.securityGroup = new SecurityGroup(this, "group", {
      name: `${name}-endpoints`,
      description: "AWS APIs at private addresses",
      vpcId: vpc.id,
    });
    for (const [service, { actions = service }] of Object.entries(SERVICES)) {
      const policy = new DataAwsIamPolicyDocument(this, `${service}-policy`, {
        statement: [ownPrincipals(actions, location.account)],
      });
      new VpcEndpoint(this, service, {
        vpcId: vpc.id,
        serviceName: `com.amazonaws.${location.region}.${service}`,
        vpcEndpointType: "Interface",
        // SDKs and agents find it under the service's usual name.
        privateDnsEnabled: true,
        subnetIds: subnets.map(({ id }) => id),
        securityGroupIds: [this.securityGroup.id],
        policy: policy.json,
        tags: { Name: `${name}-${service}` },
      });
    }
  }
}
