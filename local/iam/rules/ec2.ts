import { valuesOf } from "../reference";
import { arnOf, text, type Operation } from "../request";
import { each } from "../requirement";
import type { Deployed } from "../resources";
import type { Findings } from "./rule";

/** How ids of the kinds that anything here is tagged with begin. */
const KINDS: Readonly<Record<string, string>> = {
  acl: "network-acl",
  eipalloc: "elastic-ip",
  eni: "network-interface",
  fl: "vpc-flow-log",
  i: "instance",
  igw: "internet-gateway",
  lt: "launch-template",
  nat: "natgateway",
  rtb: "route-table",
  sg: "security-group",
  sgr: "security-group-rule",
  subnet: "subnet",
  vol: "volume",
  vpc: "vpc",
  vpce: "vpc-endpoint",
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html */
export const ec2: Findings = {
  // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
  CreateFlowLogs: {
    also: ({ parameters }) =>
      each(["iam:PassRole"], text(parameters.DeliverLogsPermissionArn), {
        "iam:PassedToService": "vpc-flow-logs.amazonaws.com",
      }),
  },
  CreateTags: { resources: tagged },
  DeleteTags: { resources: tagged },
  DisassociateAddress: { resources: associated },
  DisassociateRouteTable: { resources: associated },
  ReplaceNetworkAclAssociation: { resources: moved },
};

function tagged(operation: Operation): readonly string[] {
  return valuesOf(operation.parameters, "Resources").map((id) => {
    const kind = KINDS[id.split("-")[0] ?? ""];
    if (kind === undefined) throw new Error(`IAM: local AWS does not know the kind of ${id}`);
    return arnOf("ec2", operation, `${kind}/${id}`);
  });
}

/** The subnet, the list that it leaves and the one that it comes to. */
async function moved(operation: Operation, deployed: Deployed): Promise<readonly string[]> {
  const to = arnOf("ec2", operation, `network-acl/${text(operation.parameters.NetworkAclId)}`);
  return [...(await associated(operation, deployed)), to];
}

async function associated(operation: Operation, deployed: Deployed): Promise<readonly string[]> {
  const found = await deployed.ids.associated(operation, text(operation.parameters.AssociationId));
  return found.length === 0 ? ["*"] : found.map((resource) => arnOf("ec2", operation, resource));
}
