import type { Context } from "../condition";
import { arnOf, text, type Operation } from "../request";
import { each, type Requirement } from "../requirement";
import type { Deployed } from "../resources";
import type { Findings } from "./rule";

/**
 * An alias is made and taken away with permission on both, the alias and the key.
 * https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html
 */
export const kms: Findings = {
  CreateAlias: { resources: aliasAndKey },
  // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grantee-principal
  CreateGrant: {
    context: ({ GranteePrincipal }): Context => ({ "kms:GranteePrincipal": text(GranteePrincipal) }),
  },
  DeleteAlias: { resources: aliasAndKey },
  DescribeKey: {
    resources: async (operation, deployed) => [
      await keyArn(text(operation.parameters.KeyId), operation, deployed),
    ],
    // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-request-alias
    context: ({ KeyId }): Context =>
      text(KeyId).startsWith("alias/") ? { "kms:RequestAlias": text(KeyId) } : {},
  },
};

async function aliasAndKey(operation: Operation, deployed: Deployed): Promise<readonly string[]> {
  const { AliasName, TargetKeyId } = operation.parameters;
  const alias = text(AliasName);
  return [arnOf("kms", operation, alias), await keyArn(text(TargetKeyId) || alias, operation, deployed)];
}

/** ARN of a key that is named by its id, its ARN or an alias. */
async function keyArn(named: string, operation: Operation, deployed: Deployed): Promise<string> {
  if (named.startsWith("arn:")) return named;
  const id = named.startsWith("alias/") ? await deployed.ids.keyOfAlias(operation, named) : named;
  return arnOf("kms", operation, `key/${id ?? "*"}`);
}

/** What a service asks of a key, named by its ARN or an alias, in the name of whoever uses the service. */
export async function through(
  service: string,
  actions: readonly string[],
  named: string,
  operation: Operation,
  deployed: Deployed,
  context: Context = {},
): Promise<readonly Requirement[]> {
  const via = { "kms:ViaService": `${service}.${operation.region}.amazonaws.com`, ...context };
  const key = await keyArn(named, operation, deployed);
  return each(
    actions.map((action) => `kms:${action}`),
    key,
    via,
  );
}
