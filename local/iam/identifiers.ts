import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DescribeAddressesCommand,
  DescribeRouteTablesCommand,
  DescribeTagsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { KMSClient, paginateListAliases, paginateListResourceTags } from "@aws-sdk/client-kms";
import { motoConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import type { Memory } from "./memory";

/** What ids and aliases lead to: tags, and other resources. */
export class Identifiers {
  constructor(
    private readonly context: LocalContext,
    private readonly memory: Memory,
  ) {}

  /** Tags of a resource of EC2 or of a key; of no other service is a policy's condition on them met. */
  async tagsOf(resource: string): Promise<Readonly<Record<string, string>>> {
    const [, , service = "", region = "", account = "", name = ""] = resource.split(":");
    const id = name.split("/")[1] ?? "";
    if (id === "" || id === "*") return {};
    const place = { account, region };
    if (service === "ec2") return this.ec2Tags(place, id);
    return service === "kms" ? this.keyTags(place, id) : {};
  }

  /** `kind/id` of what an association of EC2 joins. */
  async associated(place: Place, id: string): Promise<readonly string[]> {
    const client = new EC2Client(motoConfiguration(this.context, place));
    const by = (Name: string) => ({ Filters: [{ Name, Values: [id] }] });
    if (id.startsWith("eipassoc-")) {
      const { Addresses = [] } = await client.send(new DescribeAddressesCommand(by("association-id")));
      return Addresses.flatMap(({ AllocationId, NetworkInterfaceId }) => [
        `elastic-ip/${AllocationId}`,
        ...(NetworkInterfaceId === undefined ? [] : [`network-interface/${NetworkInterfaceId}`]),
      ]);
    }
    const filter = by("association.route-table-association-id");
    const { RouteTables = [] } = await client.send(new DescribeRouteTablesCommand(filter));
    return RouteTables.flatMap(({ RouteTableId, Associations = [] }) => {
      const subnet = Associations.find((one) => one.RouteTableAssociationId === id)?.SubnetId;
      return [`route-table/${RouteTableId}`, ...(subnet === undefined ? [] : [`subnet/${subnet}`])];
    });
  }

  /** Id of the key behind an alias; undefined if there is none. */
  keyOfAlias(place: Place, alias: string): Promise<string | undefined> {
    return this.memory.remember(place.account, "kms", `${place.region} ${alias}`, () =>
      this.findKey(place, alias),
    );
  }

  /**
   * ARN of the customer's key that a table is encrypted with. The key that AWS manages for DynamoDB is open, through
   * DynamoDB, to everybody who may use the table, so nothing is asked about it:
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
   */
  keyOfTable(place: Place, TableName: string): Promise<string | undefined> {
    return this.memory.remember(place.account, "dynamodb", `${place.region} ${TableName}`, async () => {
      const client = new DynamoDBClient(motoConfiguration(this.context, place));
      const answer = await client.send(new DescribeTableCommand({ TableName })).catch((error: Error) => {
        if (error.name !== "ResourceNotFoundException") throw error;
        return undefined;
      });
      const arn = answer?.Table?.SSEDescription?.KMSMasterKeyArn;
      const managed = arn && (await this.findKey(place, "alias/aws/dynamodb"));
      return managed && arn.endsWith(`/${managed}`) ? undefined : arn;
    });
  }

  private async findKey(place: Place, alias: string): Promise<string | undefined> {
    const client = new KMSClient(motoConfiguration(this.context, place));
    for await (const { Aliases = [] } of paginateListAliases({ client }, {})) {
      const found = Aliases.find(({ AliasName }) => AliasName === alias);
      if (found !== undefined) return found.TargetKeyId;
    }
    return undefined;
  }

  private async ec2Tags(place: Place, id: string): Promise<Readonly<Record<string, string>>> {
    const client = new EC2Client(motoConfiguration(this.context, place));
    const filter = { Filters: [{ Name: "resource-id", Values: [id] }] };
    const { Tags = [] } = await client.send(new DescribeTagsCommand(filter));
    return Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
  }

  private keyTags(place: Place, KeyId: string): Promise<Readonly<Record<string, string>>> {
    return this.memory.remember(place.account, "kms", `${place.region} tags ${KeyId}`, async () => {
      const client = new KMSClient(motoConfiguration(this.context, place));
      const tags: [string, string][] = [];
      for await (const { Tags = [] } of paginateListResourceTags({ client }, { KeyId }))
        tags.push(...Tags.map(({ TagKey = "", TagValue = "" }): [string, string] => [TagKey, TagValue]));
      return Object.fromEntries(tags);
    });
  }
}
