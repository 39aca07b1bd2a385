import { AwsError, type LocalService } from "../../../local/gateway/service";
import { Identifiers } from "../../../local/iam/identifiers";
import { Memory } from "../../../local/iam/memory";
import { fakeAws } from "../fake-context";

const place = { account: "222222222222", region: "eu-west-1" };
const certificate = "arn:aws:acm:eu-west-1:222222222222:certificate/1";
const keyArn = (id: string) => `arn:aws:kms:eu-west-1:222222222222:key/${id}`;
const addresses: Readonly<Record<string, string>> = {
  "eipassoc-1":
    "<item><allocationId>eipalloc-1</allocationId><networkInterfaceId>eni-1</networkInterfaceId></item>",
  "eipassoc-2": "<item><allocationId>eipalloc-2</allocationId></item>",
};

/** What moto tells here, by operation. */
const told: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => object>> = {
  ListTagsForCertificate: ({ CertificateArn }) => {
    if (CertificateArn !== certificate) throw new AwsError("ResourceNotFoundException", "no certificate");
    return { Tags: [{ Key: "environment", Value: "dev" }, { Key: "flag" }] };
  },
  ListResourceTags: () => {
    throw new AwsError("NotFoundException", "no such key");
  },
  ListAliases: () => ({ Aliases: [{ AliasName: "alias/aws/dynamodb", TargetKeyId: "managed" }] }),
  DescribeTable: ({ TableName }) => ({
    Table: { SSEDescription: { KMSMasterKeyArn: keyArn(String(TableName)) } },
  }),
};

/** The same of EC2, which answers in XML. */
const toldByEc2: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => string>> = {
  DescribeAddresses: (input) => `<addressesSet>${addresses[asked(input)]}</addressesSet>`,
  DescribeNetworkAcls: () =>
    `<networkAclSet><item><networkAclId>acl-1</networkAclId><associationSet>
      <item><networkAclAssociationId>aclassoc-1</networkAclAssociationId><subnetId>subnet-1</subnetId></item>
      <item><networkAclAssociationId>aclassoc-2</networkAclAssociationId><subnetId>subnet-2</subnetId></item>
    </associationSet></item></networkAclSet>`,
  DescribeRouteTables: () =>
    `<routeTableSet><item><routeTableId>rtb-1</routeTableId><associationSet>
      <item><routeTableAssociationId>rtbassoc-1</routeTableAssociationId><subnetId>subnet-1</subnetId></item>
      <item><routeTableAssociationId>rtbassoc-2</routeTableAssociationId><subnetId>subnet-2</subnetId></item>
      <item><routeTableAssociationId>rtbassoc-3</routeTableAssociationId></item>
    </associationSet></item></routeTableSet>`,
};

const moto: LocalService = {
  scopes: ["acm", "dynamodb", "ec2", "kms"],
  // What is thrown is refused by the gateway as if moto had.
  handle: ({ service, operation = "", parameters }) =>
    Promise.resolve().then(() =>
      service === "ec2"
        ? answer("text/xml", `<Answer>${toldByEc2[operation]?.(parameters)}</Answer>`)
        : answer("application/x-amz-json-1.0", JSON.stringify(told[operation]?.(parameters))),
    ),
};

function answer(type: string, body: string) {
  return { status: 200, headers: { "content-type": type }, body, origin: "moto" as const };
}

/** The value of the one filter that was asked with. */
function asked({ Filters }: Readonly<Record<string, unknown>>): string {
  const [filter] = Filters as { Values: string[] }[];
  return filter?.Values[0] ?? "";
}

async function found<T>(ask: (identifiers: Identifiers) => Promise<T>): Promise<T> {
  const aws = await fakeAws(() => [moto], 1, []);
  try {
    return await ask(new Identifiers(new Memory(aws.context)));
  } finally {
    await aws.close();
  }
}

test.each([
  ["customers", keyArn("customers")],
  ["managed", undefined],
])("of the keys of tables only a customer's is asked about: %s", async (table, expected) => {
  expect(await found((identifiers) => identifiers.keyOfTable(place, table))).toBe(expected);
});

test.each([
  ["a key that moto does not know, as of an alias of AWS's own,", keyArn("managed"), {}],
  ["a certificate", certificate, { environment: "dev", flag: "" }],
  ["a certificate that is gone", `${certificate}2`, {}],
  ["a resource of a service that is not read", "arn:aws:lambda:eu-west-1:222222222222:function/1", {}],
  ["what is only being made", "arn:aws:ec2:eu-west-1:222222222222:vpc/*", {}],
])("the tags that %s has", async (_, arn, expected) => {
  expect(await found((identifiers) => identifiers.tagsOf(arn))).toEqual(expected);
});

test.each([
  ["eipassoc-1", ["elastic-ip/eipalloc-1", "network-interface/eni-1"]],
  ["eipassoc-2", ["elastic-ip/eipalloc-2"]],
  ["aclassoc-2", ["network-acl/acl-1", "subnet/subnet-2"]],
  ["rtbassoc-1", ["route-table/rtb-1", "subnet/subnet-1"]],
  ["rtbassoc-3", ["route-table/rtb-1"]],
])("what association %s joins", async (id, expected) => {
  expect(await found((identifiers) => identifiers.associated(place, id))).toEqual(expected);
});
