import type { Operation } from "../request";
import type { Deployed } from "../resources";
import { valuesOf } from "../reference";
import { serviceLinkedRole } from "./service-linked-role";
import { type Rules, text } from "./rule";

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

const REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html";

export const ec2: Rules = {
  AuthorizeSecurityGroupEgress: { source: REFERENCE, resources: groupAndRule },
  AuthorizeSecurityGroupIngress: { source: REFERENCE, resources: groupAndRule },
  CreateTags: { source: REFERENCE, resources: tagged },
  DeleteTags: { source: REFERENCE, resources: tagged },
  CreateNatGateway: {
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-service-linked-roles.html",
    also: serviceLinkedRole("ec2-nat-gateway.amazonaws.com", "AWSServiceRoleForNATGateway"),
  },
  DisassociateAddress: { source: REFERENCE, resources: associated },
  DisassociateRouteTable: { source: REFERENCE, resources: associated },
};

function tagged(operation: Operation): Promise<readonly string[]> {
  return Promise.resolve(
    valuesOf(operation.parameters, "Resources").map((id) => {
      const kind = KINDS[id.split("-")[0] ?? ""];
      if (kind === undefined) throw new Error(`IAM: local AWS does not know the kind of ${id}`);
      return arn(operation, `${kind}/${id}`);
    }),
  );
}

function groupAndRule(operation: Operation): Promise<readonly string[]> {
  const group = text(operation.parameters.GroupId) || "*";
  return Promise.resolve([
    arn(operation, `security-group/${group}`),
    arn(operation, "security-group-rule/*"),
  ]);
}

async function associated(operation: Operation, deployed: Deployed): Promise<readonly string[]> {
  const found = await deployed.ids.associated(operation, text(operation.parameters.AssociationId));
  return found.length === 0 ? ["*"] : found.map((resource) => arn(operation, resource));
}

function arn({ region, account }: Operation, rest: string): string {
  return `arn:aws:ec2:${region}:${account}:${rest}`;
}
