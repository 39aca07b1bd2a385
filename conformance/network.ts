import {
  CreateInternetGatewayCommand,
  AttachInternetGatewayCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteInternetGatewayCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeAvailabilityZonesCommand,
  DetachInternetGatewayCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import type { Sandbox } from "./sandbox";

export interface Network {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
}

/** Two subnets in two zones, as a load balancer wants them; nothing in them reaches the internet. */
export function networkOf(sandbox: Sandbox): Promise<Network> {
  return sandbox.once("network", async () => {
    const ec2 = sandbox.client(EC2Client);
    const tagged = (ResourceType: "vpc" | "subnet" | "internet-gateway") => [
      { ResourceType, Tags: [...sandbox.tagList, { Key: "Name", Value: sandbox.id }] },
    ];
    const { Vpc } = await ec2.send(
      new CreateVpcCommand({ CidrBlock: "10.99.0.0/24", TagSpecifications: tagged("vpc") }),
    );
    const VpcId = Vpc?.VpcId ?? "";
    sandbox.undo(`VPC ${VpcId}`, () => ec2.send(new DeleteVpcCommand({ VpcId })));
    // A load balancer refuses subnets of a VPC without one.
    const { InternetGateway } = await ec2.send(
      new CreateInternetGatewayCommand({ TagSpecifications: tagged("internet-gateway") }),
    );
    const InternetGatewayId = InternetGateway?.InternetGatewayId ?? "";
    sandbox.undo(`gateway ${InternetGatewayId}`, () =>
      ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId })),
    );
    await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    sandbox.undo(`attachment of ${InternetGatewayId}`, () =>
      ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId })),
    );
    const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}));
    const subnetIds: string[] = [];
    for (const [index, { ZoneName }] of AvailabilityZones.slice(0, 2).entries()) {
      const { Subnet } = await ec2.send(
        new CreateSubnetCommand({
          VpcId,
          CidrBlock: `10.99.0.${index * 128}/25`,
          AvailabilityZone: ZoneName,
          TagSpecifications: tagged("subnet"),
        }),
      );
      const SubnetId = Subnet?.SubnetId ?? "";
      sandbox.undo(`subnet ${SubnetId}`, () => ec2.send(new DeleteSubnetCommand({ SubnetId })));
      subnetIds.push(SubnetId);
    }
    return { vpcId: VpcId, subnetIds };
  });
}
