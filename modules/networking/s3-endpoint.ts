import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import type { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Construct } from "constructs";
import { type Location, s3Arn } from "../location";
import { ownPrincipals } from "./endpoint-policy";

export interface S3EndpointProps {
  readonly location: Location;
  readonly name: string;
  readonly vpc: Vpc;
  readonly routeTables: readonly RouteTable[];
}

/** S3 for a network: free of NAT charges, and of no use to credentials of any other account. */
export class S3Endpoint extends Construct {
  /** What security groups call the service's addresses by. */
  readonly prefixListId: string;

  constructor(scope: Construct, id: string, props: S3EndpointProps) {
    super(scope, id);
    const { name, location, vpc, routeTables } = props;
    const policy = new DataAwsIamPolicyDocument(this, "policy", {
      statement: [
        ownPrincipals("s3", location.account),
        {
          sid: "AwsPackages",
          actions: ["s3:GetObject"],
          resources: packageBuckets(location.region).map((bucket) => s3Arn(location, `${bucket}/*`)),
          principals: [{ type: "*", identifiers: ["*"] }],
        },
      ],
    });
    const endpoint = new VpcEndpoint(this, "endpoint", {
      vpcId: vpc.id,
      serviceName: `com.amazonaws.${location.region}.s3`,
      vpcEndpointType: "Gateway",
      routeTableIds: routeTables.map(({ id }) => id),
      policy: policy.json,
      tags: { Name: `${name}-s3` },
    });
    this.prefixListId = endpoint.prefixListId;
  }
}

/** AWS's own, read without credentials: Amazon Linux 2023 packages, CodeDeploy agent, Systems Manager agent. */
function packageBuckets(region: string): string[] {
  return [
    `al2023-repos-${region}-de612dc2`,
    `aws-codedeploy-${region}`,
    `amazon-ssm-${region}`,
    `amazon-ssm-packages-${region}`,
    `aws-ssm-${region}`,
  ];
}
