import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import {
  VpcSecurityGroupEgressRule,
  type VpcSecurityGroupEgressRuleConfig,
} from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import type { Endpoints } from "../networking/network";

/** Addresses by a name that never changes: IPv4 CIDRs, known or not before an apply. */
export type Sources = Readonly<Record<string, string>>;

export interface SecurityGroupsProps {
  readonly name: string;
  readonly vpcId: string;
  /** Ports of the production listener and of its redirect. */
  readonly productionPorts: readonly number[];
  readonly productionSources: Sources;
  readonly testPort: number;
  readonly testSources: Sources;
  /** Port of the fleet. */
  readonly fleetPort: number;
  /** @default - the fleets reach AWS's APIs and packages through the internet */
  readonly endpoints?: Endpoints;
}

const HTTPS = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };

/** Who may speak to whom: clients to the load balancer, it to the fleets, they to AWS. */
export class SecurityGroups extends Construct {
  readonly loadBalancer: SecurityGroup;
  readonly fleet: SecurityGroup;

  constructor(scope: Construct, id: string, props: SecurityGroupsProps) {
    super(scope, id);
    const { name, vpcId, productionPorts, productionSources, testPort, testSources, fleetPort, endpoints } =
      props;
    this.loadBalancer = new SecurityGroup(this, "load-balancer", {
      name: `${name}-load-balancer`,
      description: "Clients to the load balancer",
      vpcId,
    });
    this.fleet = new SecurityGroup(this, "fleet", {
      name: `${name}-fleet`,
      description: "The load balancer to the fleets",
      vpcId,
    });
    for (const port of productionPorts)
      this.allowFrom(productionSources, `production-${port}`, port, "Clients to the production listener");
    this.allowFrom(testSources, "test", testPort, "Testers to the test listener");
    const port = { ipProtocol: "tcp", fromPort: fleetPort, toPort: fleetPort };
    new VpcSecurityGroupEgressRule(this, "load-balancer-to-fleet", {
      securityGroupId: this.loadBalancer.id,
      referencedSecurityGroupId: this.fleet.id,
      description: "Requests and health checks to the fleets",
      ...port,
    });
    new VpcSecurityGroupIngressRule(this, "fleet-from-load-balancer", {
      securityGroupId: this.fleet.id,
      referencedSecurityGroupId: this.loadBalancer.id,
      description: "Requests and health checks of the load balancer",
      ...port,
    });
    // Packages, the agent, S3 and the AWS APIs have no fixed addresses; all of them speak HTTPS.
    if (endpoints === undefined)
      this.allowFleet("fleet-to-https", {
        cidrIpv4: "0.0.0.0/0",
        description: "Packages, agents and AWS APIs",
      });
    else this.allowFleetTo(endpoints);
  }

  private allowFleetTo({ securityGroupId, prefixListIds }: Endpoints): void {
    this.allowFleet("fleet-to-endpoints", {
      referencedSecurityGroupId: securityGroupId,
      description: "Agents to AWS APIs",
    });
    new VpcSecurityGroupIngressRule(this, "endpoints-from-fleet", {
      securityGroupId,
      referencedSecurityGroupId: this.fleet.id,
      description: `Agents of ${this.fleet.nameInput}`,
      ...HTTPS,
    });
    for (const [service, prefixListId] of Object.entries(prefixListIds))
      this.allowFleet(`fleet-to-${service}`, {
        prefixListId,
        description: `The gateway endpoint of ${service}`,
      });
  }

  private allowFleet(
    id: string,
    peer: Pick<
      VpcSecurityGroupEgressRuleConfig,
      "cidrIpv4" | "referencedSecurityGroupId" | "prefixListId" | "description"
    >,
  ): void {
    new VpcSecurityGroupEgressRule(this, id, { securityGroupId: this.fleet.id, ...peer, ...HTTPS });
  }

  private allowFrom(sources: Sources, id: string, port: number, description: string): void {
    for (const [source, cidrIpv4] of Object.entries(sources)) {
      new VpcSecurityGroupIngressRule(this, `${id}-from-${source}`, {
        securityGroupId: this.loadBalancer.id,
        cidrIpv4,
        description,
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
      });
    }
  }
}
