import type { Operation } from "../request";
import type { Deployed } from "../resources";
import { through } from "./kms";
import type { Requirement } from "../requirement";
import { type Rules, text } from "./rule";

const KEYS = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html";

export const dynamodb: Rules = {
  CreateTable: { source: KEYS, also: giveKey },
  DeleteItem: { source: KEYS, also: useKey },
  GetItem: { source: KEYS, also: useKey },
  PutItem: { source: KEYS, also: useKey },
  UpdateItem: { source: KEYS, also: useKey },
};

async function useKey(operation: Operation, deployed: Deployed): Promise<readonly Requirement[]> {
  const key = await deployed.ids.keyOfTable(operation, text(operation.parameters.TableName));
  return key === undefined ? [] : through("dynamodb", ["Decrypt"], key, operation, deployed);
}

/** The least that DynamoDB must be able to do with a customer's key. */
async function giveKey(operation: Operation, deployed: Deployed): Promise<readonly Requirement[]> {
  const { SSESpecification } = operation.parameters as { SSESpecification?: { KMSMasterKeyId?: string } };
  const key = SSESpecification?.KMSMasterKeyId;
  const actions = ["CreateGrant", "Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey"];
  const more = ["GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo"];
  return key === undefined ? [] : through("dynamodb", [...actions, ...more], key, operation, deployed);
}
