import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { isServiceFailure } from "./probe";
import type { Credentials, Sandbox } from "./sandbox";

/** A new role is usable after a while: seconds on AWS. */
const USABLE_AFTER_SECONDS = 60;

export function accountOf(sandbox: Sandbox): Promise<string> {
  return sandbox.once("account", async () => {
    const { Account = "" } = await sandbox.client(STSClient).send(new GetCallerIdentityCommand({}));
    return Account;
  });
}

export interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: object;
}

/** A role with these permissions, assumable by a service or, by default, by the account's own principals. */
export function roleFor(
  sandbox: Sandbox,
  suffix: string,
  statements: readonly Statement[],
  service?: string,
): Promise<string> {
  return sandbox.once(`role ${suffix}`, async () => {
    const iam = sandbox.client(IAMClient);
    const RoleName = sandbox.name(suffix);
    const Principal = service
      ? { Service: service }
      : { AWS: `arn:aws:iam::${await accountOf(sandbox)}:root` };
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: document([{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }]),
        Tags: sandbox.tagList,
      }),
    );
    sandbox.undo(`role ${RoleName}`, () => iam.send(new DeleteRoleCommand({ RoleName })));
    if (statements.length > 0) {
      const PolicyName = "probe";
      await iam.send(
        new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: document(statements) }),
      );
      sandbox.undo(`policy of ${RoleName}`, () =>
        iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })),
      );
    }
    return Role?.Arn ?? "";
  });
}

/** Credentials of a role that anybody of the account may assume. */
export function credentialsOf(
  sandbox: Sandbox,
  suffix: string,
  statements: readonly Statement[],
): Promise<Credentials> {
  return sandbox.once(`credentials ${suffix}`, async () => {
    const RoleArn = await roleFor(sandbox, suffix, statements);
    const sts = sandbox.client(STSClient);
    const found = await sandbox.until(async () => {
      try {
        const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "probe" }));
        return Credentials;
      } catch (error) {
        if (isServiceFailure(error)) return undefined;
        throw error;
      }
    }, USABLE_AFTER_SECONDS);
    const {
      AccessKeyId: accessKeyId = "",
      SecretAccessKey: secretAccessKey = "",
      SessionToken,
    } = found ?? {};
    return { accessKeyId, secretAccessKey, ...(SessionToken ? { sessionToken: SessionToken } : {}) };
  });
}

/** Credentials of a role that may do nothing. */
export function nobody(sandbox: Sandbox): Promise<Credentials> {
  return credentialsOf(sandbox, "nobody", []);
}

export function document(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
