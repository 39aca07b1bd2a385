import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  paginateGetAccountAuthorizationDetails,
  type ManagedPolicyDetail,
  type RoleDetail,
} from "@aws-sdk/client-iam";
import { motoConfiguration } from "../client-configuration";
import type { LocalContext } from "../context";
import type { Memory } from "./memory";
import { parsePolicy, type Policy } from "./policy";

export interface DeployedRole {
  readonly arn: string;
  readonly account: string;
  readonly trust: Policy;
  readonly identity: readonly Policy[];
  readonly boundary: Policy | undefined;
}

/** The roles of every account with their policies, as moto keeps them. */
export class Roles {
  private readonly awsManaged = new Map<string, Promise<string>>();

  constructor(
    private readonly context: LocalContext,
    private readonly memory: Memory,
    private readonly onRead: (role: DeployedRole) => void,
  ) {}

  async find(account: string, name: string): Promise<DeployedRole | undefined> {
    return (await this.inForce(account)).get(name);
  }

  /** The policies in force now, by the role's name. */
  private inForce(account: string): Promise<ReadonlyMap<string, DeployedRole>> {
    return this.memory.remember(account, "iam", "roles", async () => {
      const place = { account, region: "us-east-1" };
      const client = new IAMClient(motoConfiguration(this.context, place));
      const roles: RoleDetail[] = [];
      const policies: ManagedPolicyDetail[] = [];
      // Not AWS's own thousand.
      const Filter = ["Role", "LocalManagedPolicy"] as const;
      for await (const page of paginateGetAccountAuthorizationDetails({ client }, { Filter: [...Filter] })) {
        roles.push(...(page.RoleDetailList ?? []));
        policies.push(...(page.Policies ?? []));
      }
      const read = async (role: RoleDetail) =>
        [role.RoleName ?? "", await this.read(client, account, role, policies)] as const;
      return new Map(await Promise.all(roles.map(read)));
    });
  }

  private async read(
    client: IAMClient,
    account: string,
    role: RoleDetail,
    policies: readonly ManagedPolicyDetail[],
  ): Promise<DeployedRole> {
    const managed = async (arn = "") => parsePolicy(arn, await this.document(client, arn, policies));
    const inline = (role.RolePolicyList ?? []).map(({ PolicyName = "", PolicyDocument = "" }) =>
      parsePolicy(PolicyName, decodeURIComponent(PolicyDocument)),
    );
    const attached = (role.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => managed(PolicyArn));
    const boundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
    const deployed = {
      arn: role.Arn ?? "",
      account,
      trust: parsePolicy("trust", decodeURIComponent(role.AssumeRolePolicyDocument ?? "")),
      identity: [...inline, ...(await Promise.all(attached))],
      boundary: boundary === undefined ? undefined : await managed(boundary),
    };
    this.onRead(deployed);
    return deployed;
  }

  private async document(
    client: IAMClient,
    arn: string,
    policies: readonly ManagedPolicyDetail[],
  ): Promise<string> {
    const own = policies
      .find(({ Arn }) => Arn === arn)
      ?.PolicyVersionList?.find((one) => one.IsDefaultVersion);
    if (own?.Document !== undefined) return decodeURIComponent(own.Document);
    const known = this.awsManaged.get(arn) ?? awsManagedDocument(client, arn);
    this.awsManaged.set(arn, known);
    return known;
  }
}

async function awsManagedDocument(client: IAMClient, PolicyArn: string): Promise<string> {
  const { Policy: policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
  const VersionId = policy?.DefaultVersionId;
  const { PolicyVersion } = await client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return decodeURIComponent(PolicyVersion?.Document ?? "");
}

export function parseRole(roleArn: string): { readonly account: string; readonly name: string } {
  const [, , , , account = "", resource = ""] = roleArn.split(":");
  return { account, name: resource.split("/").at(-1) ?? "" };
}
