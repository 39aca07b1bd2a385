import type { Context } from "../condition";
import type { Operation } from "../request";
import type { Deployed } from "../resources";
import type { Requirement } from "../requirement";
import { type Rules, text } from "./rule";

const REFERENCE = "https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html";

/** An alias is made and taken away with permission on both, the alias and the key. */
export const kms: Rules = {
  // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-request-alias
  DescribeKey: {
    source: REFERENCE,
    resources: namedKey,
    context: ({ KeyId }): Context =>
      text(KeyId).startsWith("alias/") ? { "kms:RequestAlias": text(KeyId) } : {},
  },
  CreateAlias: { source: REFERENCE, resources: aliasAndKey },
  DeleteAlias: { source: REFERENCE, resources: aliasAndKey },
};

async function aliasAndKey(operation: Operation, deployed: Deployed): Promise<readonly string[]> {
  const { AliasName, TargetKeyId } = operation.parameters;
  const alias = text(AliasName);
  return [arn(operation, alias), await keyArn(text(TargetKeyId) || alias, operation, deployed)];
}

async function namedKey(operation: Operation, deployed: Deployed): Promise<readonly string[]> {
  return [await keyArn(text(operation.parameters.KeyId), operation, deployed)];
}

/** ARN of a key that is named by its id, its ARN or an alias. */
async function keyArn(named: string, operation: Operation, deployed: Deployed): Promise<string> {
  if (named.startsWith("arn:")) return named;
  const id = named.startsWith("alias/") ? await deployed.ids.keyOfAlias(operation, named) : named;
  return arn(operation, `key/${id ?? "*"}`);
}

/** What a service asks of a key, named by its ARN or an alias, in the name of whoever uses the service. */
export async function through(
  service: string,
  actions: readonly string[],
  named: string,
  operation: Operation,
  deployed: Deployed,
  context: Requirement["context"] = {},
): Promise<readonly Requirement[]> {
  const resource = await keyArn(named, operation, deployed);
  return actions.map((action) => ({
    action: `kms:${action}`,
    resource,
    context: { "kms:ViaService": `${service}.${operation.region}.amazonaws.com`, ...context },
  }));
}

function arn({ region, account }: Operation, rest: string): string {
  return `arn:aws:kms:${region}:${account}:${rest}`;
}
