import { valuesOf } from "../reference";
import { arnOf, text, type Operation } from "../request";
import type { Deployed } from "../resources";
import type { Findings } from "./rule";

/** How ids of the kinds that anything here is tagged with begin. */
const KINDS: Readonly<Record<string, string>> = {
  eipalloc: "elastic-ip",
  eni: "network-interface",
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
  CreateTags: { resources: tagged },
  DeleteTags: { resources: tagged },
  DisassociateAddress: { resources: associated },
  DisassociateRouteTable: { resources: associated },
};

function tagged(operation: Operation): readonly string[] {
  return valuesOf(operation.parameters, "Resources").map((id) => {
    const kind = KINDS[id.split("-")[0] ?? ""];
    if (kind === undefined) throw new Error(`IAM: local AWS does not know the kind of ${id}`);
    return arnOf("ec2", operation, `${kind}/${id}`);
  });
}

async function associated(operation: Operation, deployed: Deployed): Promise<readonly string[]> {
  const found = await deployed.ids.associated(operation, text(operation.parameters.AssociationId));
  return found.length === 0 ? ["*"] : found.map((resource) => arnOf("ec2", operation, resource));
}
