import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  EntityAlreadyExistsException,
  IAMClient,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { clientConfiguration } from "../client-configuration";
import type { LocalContext } from "../context";

/** What `make deploy-policy` prints. */
const deployRoles = z.array(
  z.object({
    account: z.string(),
    name: z.string(),
    trust: z.unknown(),
    policies: z.record(z.string(), z.unknown()),
    boundary: z.object({ name: z.string(), policy: z.unknown() }),
    serviceLinkedRoles: z.array(z.string()),
  }),
);

/**
 * What `<place>-account` makes of what the other stacks need, in less time: without Terraform, and without those who
 * watch the account.
 */
export async function makeDeployRoles(
  context: Pick<LocalContext, "endpoint" | "credentials">,
  printed: unknown,
): Promise<void> {
  const roles = deployRoles.parse(printed);
  for (const { account, name: RoleName, trust, policies, boundary, serviceLinkedRoles } of roles) {
    const iam = new IAMClient(clientConfiguration(context, { account, region: "us-east-1" }));
    for (const AWSServiceName of serviceLinkedRoles)
      await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName })).catch(unlessThere);
    const bounds = { PolicyName: boundary.name, PolicyDocument: JSON.stringify(boundary.policy) };
    await iam.send(new CreatePolicyCommand(bounds)).catch(unlessThere);
    const role = { RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) };
    await iam.send(new CreateRoleCommand(role)).catch(unlessThere);
    for (const [PolicyName, document] of Object.entries(policies)) {
      const PolicyDocument = JSON.stringify(document);
      const { Policy: policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
      await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: policy?.Arn }));
    }
  }
  for (const { account, name } of roles) await inForce(context, account, name);
}

/** Places may share an account, and the role and the boundary there. */
function unlessThere(error: unknown): void {
  if (!(error instanceof EntityAlreadyExistsException)) throw error;
}

/** What nobody who makes a role by hand notices: it takes some seconds until Terraform can assume it. */
async function inForce(
  context: Pick<LocalContext, "endpoint" | "credentials">,
  account: string,
  role: string,
): Promise<void> {
  const sts = new STSClient(clientConfiguration(context, { account, region: "us-east-1" }));
  const RoleArn = `arn:aws:iam::${account}:role/${role}`;
  for (const deadline = Date.now() + 60_000; ;) {
    try {
      await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "administrator" }));
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(500);
    }
  }
}
