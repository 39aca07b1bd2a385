import { CreateRoleCommand, DeleteRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateKeyCommand,
  DecryptCommand,
  EncryptCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { refusal, refusalOrUndo, refusalWithStatus, type ProbeGroup } from "../probe";
import { accountOf, credentialsOf, document, roleFor } from "../roles";
import type { Sandbox } from "../sandbox";

const ROLES = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html";
const KEYS = "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html";

function trust(Principal: object): string {
  return document([{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }]);
}

function refusedRole(sandbox: Sandbox, RoleName: string, AssumeRolePolicyDocument: string): Promise<string> {
  const iam = sandbox.client(IAMClient);
  const create = iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  return refusalOrUndo(sandbox, `role ${RoleName}`, create, () =>
    iam.send(new DeleteRoleCommand({ RoleName })),
  );
}

function keyPolicy(AWS: readonly string[]): string {
  return document([{ Effect: "Allow", Principal: { AWS }, Action: "kms:*", Resource: "*" }]);
}

function keyOf(sandbox: Sandbox): Promise<string> {
  return sandbox.once("key", async () => {
    const kms = sandbox.client(KMSClient);
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({
        Description: sandbox.id,
        Tags: Object.entries(sandbox.tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
      }),
    );
    const KeyId = KeyMetadata?.KeyId ?? "";
    sandbox.undo(`key ${KeyId}`, () =>
      kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 })),
    );
    return KeyId;
  });
}

export const identityProbes: ProbeGroup = {
  service: "IAM, STS and KMS",
  probes: [
    {
      id: "sts-not-trusted",
      behaviour: "a role that does not trust the caller cannot be assumed",
      documentation: "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html",
      expected: "AccessDenied 403",
      run: async (sandbox) => {
        const RoleArn = await roleFor(sandbox, "ec2-only", [], "ec2.amazonaws.com");
        const assumer = await credentialsOf(sandbox, "assumer", [
          { Effect: "Allow", Action: ["sts:AssumeRole"], Resource: "*" },
        ]);
        return refusalWithStatus(
          sandbox
            .client(STSClient, assumer)
            .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "probe" })),
        );
      },
    },
    {
      id: "sts-session-name",
      behaviour: "a session's name has at least two characters",
      documentation: "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html",
      expected: "ValidationError 400",
      run: async (sandbox) => {
        const RoleArn = await roleFor(sandbox, "nobody", []);
        return refusalWithStatus(
          sandbox.client(STSClient).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "x" })),
        );
      },
    },
    {
      id: "iam-trusted-principal",
      behaviour: "a trust policy refuses a role that does not exist",
      documentation: ROLES,
      expected: "MalformedPolicyDocumentException",
      run: async (sandbox) => {
        const AWS = `arn:aws:iam::${await accountOf(sandbox)}:role/${sandbox.name("none")}`;
        return refusedRole(sandbox, sandbox.name("trusting"), trust({ AWS }));
      },
    },
    {
      id: "iam-role-name",
      behaviour: "a role's name has at most 64 characters",
      documentation: ROLES,
      expected: "ValidationError",
      run: (sandbox) =>
        refusedRole(
          sandbox,
          sandbox.name("x".repeat(65)).slice(0, 65),
          trust({ Service: "ec2.amazonaws.com" }),
        ),
    },
    {
      id: "iam-policy-syntax",
      behaviour: "a policy that cannot be read is refused",
      documentation: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html",
      expected: "MalformedPolicyDocumentException",
      run: async (sandbox) => {
        await roleFor(sandbox, "nobody", []);
        const RoleName = sandbox.name("nobody");
        const PolicyDocument = document([{ Effect: "Maybe", Action: "s3:GetObject", Resource: "*" }]);
        return refusal(
          sandbox
            .client(IAMClient)
            .send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument })),
        );
      },
    },
    {
      id: "kms-policy-principal",
      behaviour: "a key policy refuses a role that does not exist",
      documentation: KEYS,
      expected: "MalformedPolicyDocumentException",
      run: async (sandbox) => {
        const account = await accountOf(sandbox);
        const Policy = keyPolicy([
          `arn:aws:iam::${account}:root`,
          `arn:aws:iam::${account}:role/${sandbox.name("none")}`,
        ]);
        const kms = sandbox.client(KMSClient);
        const create = kms.send(new CreateKeyCommand({ Policy }));
        return refusalOrUndo(sandbox, "key", create, ({ KeyMetadata }) =>
          kms.send(new ScheduleKeyDeletionCommand({ KeyId: KeyMetadata?.KeyId, PendingWindowInDays: 7 })),
        );
      },
    },
    {
      id: "kms-context",
      behaviour: "a ciphertext opens under its own encryption context only",
      documentation: "https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html",
      expected: "InvalidCiphertextException",
      run: async (sandbox) => {
        const KeyId = await keyOf(sandbox);
        const kms = sandbox.client(KMSClient);
        const { CiphertextBlob } = await kms.send(
          new EncryptCommand({ KeyId, Plaintext: Buffer.from("x"), EncryptionContext: { of: "one" } }),
        );
        return refusal(
          kms.send(new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext: { of: "another" } })),
        );
      },
    },
  ],
};
