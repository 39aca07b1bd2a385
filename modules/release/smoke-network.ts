import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { Construct } from "constructs";

export interface SmokeNetworkProps {
  readonly name: string;
  readonly vpcId: string;
  readonly testPort: number;
}

/** What the smoke test may reach: a test listener, nothing else. */
export class SmokeNetwork extends Construct {
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: SmokeNetworkProps) {
    super(scope, id);
    const { name, vpcId, testPort } = props;
    this.securityGroup = new SecurityGroup(this, "group", {
      name,
      description: "The smoke test to the test listener",
      vpcId,
    });
    new VpcSecurityGroupEgressRule(this, "to-test-listener", {
      securityGroupId: this.securityGroup.id,
      // An internet-facing load balancer answers at public addresses, which change.
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "tcp",
      fromPort: testPort,
      toPort: testPort,
    });
  }
}
