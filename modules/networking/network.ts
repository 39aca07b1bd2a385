import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";
import type { Location } from "../location";
import { DynamodbEndpoint } from "./dynamodb-endpoint";
import { FlowLogs } from "./flow-logs";
import { InterfaceEndpoints } from "./interface-endpoints";
import { IsolatedAcl } from "./isolated-acl";
import { S3Endpoint } from "./s3-endpoint";
import { ZoneSubnets } from "./zone-subnets";

export interface NetworkProps {
  readonly location: Location;
  /** Tag `Name` of the VPC, and prefix of its parts' names. */
  readonly name: string;
  /** IPv4 CIDR, /16 to /20. */
  readonly cidr: string;
  /** Availability zones with a letter at the end; any can come or go later without touching the others. */
  readonly zones: readonly string[];
  /**
   * `single` puts the one NAT gateway into the first zone; with `none` nothing leads to the internet, and endpoints
   * to the AWS APIs that instances need.
   */
  readonly nat: "per-zone" | "single" | "none";
  /** Days that flow logs are kept. */
  readonly logRetentionDays: number;
  /** Whether Terraform refuses a plan that destroys the VPC, and with it one that destroys its ways in and out. */
  readonly preventDestroy: boolean;
}

/** What a network without NAT offers instead: AWS's APIs at private addresses. */
export interface Endpoints {
  /** Lets in whoever calls an API. */
  readonly securityGroupId: string;
  /** Addresses of S3 and DynamoDB. */
  readonly prefixListIds: Readonly<Record<"s3" | "dynamodb", string>>;
}

/** A VPC with subnets of each tier in each zone, and S3 and DynamoDB without a way through the internet. */
export class Network extends Construct {
  readonly vpc: Vpc;
  /** In the order of the zones, as the private ones; none without a way to the internet. */
  readonly publicSubnetIds: string[];
  readonly privateSubnetIds: string[];
  /** Public addresses that private subnets leave from, by their zones; none without NAT. */
  readonly natAddresses: Readonly<Record<string, string>>;
  /** Of a network without NAT. */
  readonly endpoints: Endpoints | undefined;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { name, location, cidr, zones, nat, logRetentionDays, preventDestroy } = props;
    this.vpc = new Vpc(this, "vpc", {
      cidrBlock: cidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: name },
      ...(preventDestroy && { lifecycle: { preventDestroy } }),
    });
    const vpc = this.vpc;
    // Without rules: nothing can lean on a group that nobody wrote down.
    new DefaultSecurityGroup(this, "default-security-group", {
      vpcId: vpc.id,
      ingress: [],
      egress: [],
      tags: { Name: `${name}-default-unused` },
    });
    const publicRoutes = nat === "none" ? undefined : this.routesToInternet(name);
    const isolatedRoutes = new RouteTable(this, "isolated-routes", {
      vpcId: vpc.id,
      tags: { Name: `${name}-isolated` },
    });

    const subnets: ZoneSubnets[] = [];
    for (const zone of zones) {
      const first = subnets[0];
      subnets.push(
        new ZoneSubnets(this, `zone-${zone.slice(-1)}`, {
          name,
          zone,
          cidr,
          vpc,
          publicRoutes,
          isolatedRoutes,
          nat:
            nat === "per-zone" || (nat === "single" && first === undefined) ? "own" : (first?.nat ?? "none"),
        }),
      );
    }
    this.publicSubnetIds = subnets.flatMap(({ publicSubnet }) => publicSubnet?.id ?? []);
    this.privateSubnetIds = subnets.map(({ privateSubnet }) => privateSubnet.id);
    this.natAddresses = Object.fromEntries(
      subnets.flatMap(({ ownNatAddress }, index) =>
        ownNatAddress === undefined ? [] : [[zones[index] ?? "", ownNatAddress]],
      ),
    );
    new IsolatedAcl(this, "isolated", {
      ...{ name, cidr, zones, vpc },
      subnets: subnets.map(({ isolatedSubnet }) => isolatedSubnet),
    });

    new FlowLogs(this, "flow-logs", {
      location,
      name: `${name}-network`,
      vpc,
      retentionDays: logRetentionDays,
    });
    const place = { location, name, vpc };
    const privateRoutes = subnets.map((zone) => zone.privateRoutes);
    const routeTables = [...(publicRoutes === undefined ? [] : [publicRoutes]), ...privateRoutes];
    const s3 = new S3Endpoint(this, "s3-endpoint", { ...place, routeTables });
    const dynamodb = new DynamodbEndpoint(this, "dynamodb-endpoint", { ...place, routeTables });
    if (nat !== "none") return;
    const { securityGroup } = new InterfaceEndpoints(this, "endpoints", {
      ...place,
      subnets: subnets.map(({ privateSubnet }) => privateSubnet),
    });
    this.endpoints = {
      securityGroupId: securityGroup.id,
      prefixListIds: { s3: s3.prefixListId, dynamodb: dynamodb.prefixListId },
    };
  }

  private routesToInternet(name: string): RouteTable {
    const vpcId = this.vpc.id;
    const gateway = new InternetGateway(this, "internet", { vpcId, tags: { Name: name } });
    return new RouteTable(this, "public-routes", {
      vpcId,
      route: [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway.id }],
      tags: { Name: `${name}-public` },
    });
  }
}
