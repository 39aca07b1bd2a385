import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import type { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Construct } from "constructs";
import type { Location } from "../location";
import { ownPrincipals } from "./endpoint-policy";

export interface DynamodbEndpointProps {
  readonly location: Location;
  readonly name: string;
  readonly vpc: Vpc;
  readonly routeTables: readonly RouteTable[];
}

/** DynamoDB for a network: free of NAT charges. */
export class DynamodbEndpoint extends Construct {
  /** What security groups call the service's addresses by. */
  readonly prefixListId: string;

  constructor(scope: Construct, id: string, props: DynamodbEndpointProps) {
    super(scope, id);
    const { name, location, vpc, routeTables } = props;
    const policy = new DataAwsIamPolicyDocument(this, "policy", {
      statement: [ownPrincipals("dynamodb", location.account)],
    });
    const endpoint = new VpcEndpoint(this, "endpoint", {
      vpcId: vpc.id,
      serviceName: `com.amazonaws.${location.region}.dynamodb`,
      vpcEndpointType: "Gateway",
      routeTableIds: routeTables.map(({ id }) => id),
      policy: policy.json,
      tags: { Name: `${name}-dynamodb` },
    });
    this.prefixListId = endpoint.prefixListId;
  }
}
