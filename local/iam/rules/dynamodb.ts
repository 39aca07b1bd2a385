import { text, type Operation } from "../request";
import type { Requirement } from "../requirement";
import type { Deployed } from "../resources";
import { through } from "./kms";
import type { Findings } from "./rule";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
export const dynamodb: Findings = {
  CreateTable: { also: giveKey },
  DeleteItem: { also: useKey },
  GetItem: { also: useKey },
  PutItem: { also: useKey },
  UpdateItem: { also: useKey },
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
