import { ACM } from "@aws-sdk/client-acm";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { EC2 } from "@aws-sdk/client-ec2";
import { KMS } from "@aws-sdk/client-kms";
import type { ClientConfiguration } from "../client-configuration";
import type { Place } from "../context";
import { orNothing, type Memory } from "./memory";

/** What ids and aliases lead to: tags, and other resources. */
export class Identifiers {
  constructor(private readonly memory: Memory) {}

  /** Tags of a resource of EC2, a certificate or a key; of no other service is a policy's condition on them met. */
  async tagsOf(resource: string): Promise<Readonly<Record<string, string>>> {
    const [, , service = "", region = "", account = "", name = ""] = resource.split(":");
    const id = name.split("/")[1] ?? "";
    if (id === "" || id === "*") return {};
    const place = { account, region };
    if (service === "ec2") {
      const { Tags = [] } = await new EC2(this.memory.moto(place)).describeTags(filter("resource-id", id));
      return Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
    }
    if (service === "acm") {
      const asked = new ACM(this.memory.moto(place)).listTagsForCertificate({ CertificateArn: resource });
      const { Tags = [] } = (await orNothing(asked, "ResourceNotFoundException")) ?? {};
      return Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
    }
    if (service !== "kms") return {};
    return this.memory.remember(place, service, `tags ${id}`, async (moto) => {
      // An alias of AWS's own may lead to a key that moto has not made.
      const answer = await orNothing(new KMS(moto).listResourceTags({ KeyId: id }), "NotFoundException");
      return Object.fromEntries(
        answer?.Tags?.map(({ TagKey = "", TagValue = "" }) => [TagKey, TagValue]) ?? [],
      );
    });
  }

  /** `kind/id` of what an association of EC2 joins. */
  async associated(place: Place, id: string): Promise<readonly string[]> {
    const ec2 = new EC2(this.memory.moto(place));
    if (id.startsWith("eipassoc-")) {
      const { Addresses = [] } = await ec2.describeAddresses(filter("association-id", id));
      return Addresses.flatMap(({ AllocationId, NetworkInterfaceId }) => [
        `elastic-ip/${AllocationId}`,
        ...(NetworkInterfaceId === undefined ? [] : [`network-interface/${NetworkInterfaceId}`]),
      ]);
    }
    if (id.startsWith("aclassoc-")) {
      const { NetworkAcls = [] } = await ec2.describeNetworkAcls(filter("association.association-id", id));
      return NetworkAcls.flatMap(({ NetworkAclId, Associations = [] }) => [
        `network-acl/${NetworkAclId}`,
        ...Associations.filter((one) => one.NetworkAclAssociationId === id).map(
          ({ SubnetId }) => `subnet/${SubnetId}`,
        ),
      ]);
    }
    const joined = filter("association.route-table-association-id", id);
    const { RouteTables = [] } = await ec2.describeRouteTables(joined);
    return RouteTables.flatMap(({ RouteTableId, Associations = [] }) => {
      const subnet = Associations.find((one) => one.RouteTableAssociationId === id)?.SubnetId;
      return [`route-table/${RouteTableId}`, ...(subnet === undefined ? [] : [`subnet/${subnet}`])];
    });
  }

  /** Id of the key behind an alias; undefined if there is none. */
  keyOfAlias(place: Place, alias: string): Promise<string | undefined> {
    return this.memory.remember(place, "kms", alias, (moto) => findKey(moto, alias));
  }

  /**
   * ARN of the customer's key that a table is encrypted with. The key that AWS manages for DynamoDB is open, through
   * DynamoDB, to everybody who may use the table, so nothing is asked about it:
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
   */
  keyOfTable(place: Place, TableName: string): Promise<string | undefined> {
    return this.memory.remember(place, "dynamodb", `key ${TableName}`, async (moto) => {
      const asked = new DynamoDB(moto).describeTable({ TableName });
      const answer = await orNothing(asked, "ResourceNotFoundException");
      const arn = answer?.Table?.SSEDescription?.KMSMasterKeyArn;
      const managed = arn && (await findKey(moto, "alias/aws/dynamodb"));
      return managed && arn.endsWith(`/${managed}`) ? undefined : arn;
    });
  }
}

async function findKey(moto: ClientConfiguration, alias: string): Promise<string | undefined> {
  const { Aliases = [] } = await new KMS(moto).listAliases();
  return Aliases.find(({ AliasName }) => AliasName === alias)?.TargetKeyId;
}

function filter(Name: string, value: string) {
  return { Filters: [{ Name, Values: [value] }] };
}
