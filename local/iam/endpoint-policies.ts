import { EC2 } from "@aws-sdk/client-ec2";
import { Lambda } from "@aws-sdk/client-lambda";
import type { Place } from "../context";
import { orNothing, type Memory } from "./memory";
import { parsePolicy, type Policy } from "./policy";
import type { Ask } from "./statement";

/** Policies of the gateway endpoints that requests to S3 pass on their way out of a VPC. */
export class EndpointPolicies {
  constructor(private readonly memory: Memory) {}

  /** @param region where the request goes to. */
  async of({ principal, action }: Ask, region: string): Promise<Policy | undefined> {
    const name = principal.session?.split("/").at(-1);
    if (name === undefined || !action.startsWith("s3:")) return undefined;
    const place = { account: principal.account, region };
    const subnet = await this.subnetOf(place, name);
    return subnet === undefined ? undefined : this.policyOf(place, subnet);
  }

  /**
   * Where a session's requests come from: its name is an instance's id, or a function's.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
   */
  private subnetOf(place: Place, session: string): Promise<string | undefined> {
    const service = session.startsWith("i-") ? "ec2" : "lambda";
    return this.memory.remember(place, service, `subnet of ${session}`, async (moto) => {
      if (service === "ec2") {
        const { Reservations } = await new EC2(moto).describeInstances({ InstanceIds: [session] });
        return Reservations?.[0]?.Instances?.[0]?.SubnetId;
      }
      const asked = new Lambda(moto).getFunctionConfiguration({ FunctionName: session });
      return (await orNothing(asked, "ResourceNotFoundException"))?.VpcConfig?.SubnetIds?.[0];
    });
  }

  private policyOf(place: Place, subnet: string): Promise<Policy | undefined> {
    return this.memory.remember(place, "ec2", `endpoint of ${subnet}`, async (moto) => {
      const ec2 = new EC2(moto);
      const routed = { Filters: [{ Name: "association.subnet-id", Values: [subnet] }] };
      const { RouteTables = [] } = await ec2.describeRouteTables(routed);
      const tables = RouteTables.map(({ RouteTableId }) => RouteTableId);
      const s3 = { Filters: [{ Name: "service-name", Values: [`com.amazonaws.${place.region}.s3`] }] };
      const { VpcEndpoints = [] } = await ec2.describeVpcEndpoints(s3);
      const endpoint = VpcEndpoints.find(({ RouteTableIds }) =>
        RouteTableIds?.some((id) => tables.includes(id)),
      );
      if (endpoint?.PolicyDocument === undefined) return undefined;
      return parsePolicy(`endpoint ${endpoint.VpcEndpointId}`, endpoint.PolicyDocument);
    });
  }
}
