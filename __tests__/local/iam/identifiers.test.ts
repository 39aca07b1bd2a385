import { Identifiers } from "../../../local/iam/identifiers";
import { Memory } from "../../../local/iam/memory";
import { AwsError, type LocalService } from "../../../local/gateway/service";
import { fakeAws } from "../fake-context";

const place = { account: "222222222222", region: "eu-west-1" };
const certificate = "arn:aws:acm:eu-west-1:222222222222:certificate/1";
const keyArn = (id: string) => `arn:aws:kms:eu-west-1:222222222222:key/${id}`;

/** A table per key, and the alias by which AWS's own key for DynamoDB is known. */
const moto: LocalService = {
  scopes: ["acm", "dynamodb", "kms"],
  handle: ({ operation, parameters }) => {
    if (operation === "ListTagsForCertificate") {
      if (parameters.CertificateArn !== certificate)
        return Promise.reject(new AwsError("ResourceNotFoundException", "no such certificate"));
      return answer({ Tags: [{ Key: "environment", Value: "dev" }, { Key: "flag" }] });
    }
    if (operation === "ListResourceTags")
      return Promise.reject(new AwsError("NotFoundException", "no such key"));
    const told =
      operation === "ListAliases"
        ? { Aliases: [{ AliasName: "alias/aws/dynamodb", TargetKeyId: "managed" }] }
        : { Table: { SSEDescription: { KMSMasterKeyArn: keyArn(String(parameters.TableName)) } } };
    return answer(told);
  },
};

function answer(told: unknown) {
  const headers = { "content-type": "application/x-amz-json-1.0" };
  return Promise.resolve({ status: 200, headers, body: JSON.stringify(told) });
}

test.each([
  ["customers", keyArn("customers")],
  ["managed", undefined],
])("of the keys of tables only a customer's is asked about: %s", async (table, expected) => {
  const aws = await fakeAws(() => [moto], 1, []);
  const found = await new Identifiers(new Memory(aws.context)).keyOfTable(place, table);
  await aws.close();
  expect(found).toBe(expected);
});

test("a key that moto does not know, as of an alias of AWS's own, has no tags", async () => {
  const aws = await fakeAws(() => [moto], 1, []);
  const found = await new Identifiers(new Memory(aws.context)).tagsOf(keyArn("managed"));
  await aws.close();
  expect(found).toEqual({});
});

test.each([
  [certificate, { environment: "dev", flag: "" }],
  [`${certificate}2`, {}],
])("the tags of a certificate are known, and one that is gone has none: %s", async (arn, expected) => {
  const aws = await fakeAws(() => [moto], 1, []);
  const found = await new Identifiers(new Memory(aws.context)).tagsOf(arn);
  await aws.close();
  expect(found).toEqual(expected);
});
