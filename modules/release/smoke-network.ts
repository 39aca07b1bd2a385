import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";

export interface SmokeNetworkProps {
  readonly name: string;
  readonly vpcId: string;
  readonly testPort: number;
  /**
   * Security group of an internal load balancer, which lets the smoke test in by it.
   * @default - the load balancer is internet-facing: it knows the smoke test by its NAT addresses
   */
  readonly loadBalancerGroupId?: string;
}

/** What the smoke test may reach: a test listener, nothing else. */
export class SmokeNetwork extends Construct {
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: SmokeNetworkProps) {
    super(scope, id);
    const { name, vpcId, testPort, loadBalancerGroupId } = props;
    this.securityGroup = new SecurityGroup(this, "group", {
      name,
      description: "The smoke test to the test listener",
      vpcId,
    });
    const port = { ipProtocol: "tcp", fromPort: testPort, toPort: testPort };
    if (loadBalancerGroupId === undefined) {
      new VpcSecurityGroupEgressRule(this, "to-test-listener", {
        securityGroupId: this.securityGroup.id,
        // An internet-facing load balancer answers at public addresses, which change.
        cidrIpv4: "0.0.0.0/0",
        description: "The test listener of an internet-facing load balancer",
        ...port,
      });
      return;
    }
    new VpcSecurityGroupEgressRule(this, "to-load-balancer", {
      securityGroupId: this.securityGroup.id,
      referencedSecurityGroupId: loadBalancerGroupId,
      description: "The test listener of an internal load balancer",
      ...port,
    });
    new VpcSecurityGroupIngressRule(this, "load-balancer-from-smoke-test", {
      securityGroupId: loadBalancerGroupId,
      referencedSecurityGroupId: this.securityGroup.id,
      description: "The smoke test to the test listener",
      ...port,
    });
  }
}
