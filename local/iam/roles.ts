import { IAM, type ManagedPolicyDetail, type RoleDetail } from "@aws-sdk/client-iam";
import { remember } from "../remember";
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
    private readonly memory: Memory,
    private readonly onRead: (role: DeployedRole) => void,
  ) {}

  async find(account: string, name: string): Promise<DeployedRole | undefined> {
    const place = { account, region: "us-east-1" };
    const roles = await this.memory.remember(place, "iam", "roles", async (moto) => {
      const iam = new IAM(moto);
      const { RoleDetailList = [], Policies = [] } = await iam.getAccountAuthorizationDetails({
        // Not AWS's own thousand.
        Filter: ["Role", "LocalManagedPolicy"],
      });
      return Promise.all(RoleDetailList.map((role) => this.read(iam, account, role, Policies)));
    });
    return roles.find(({ arn }) => parseRole(arn).name === name);
  }

  private async read(
    iam: IAM,
    account: string,
    role: RoleDetail,
    policies: readonly ManagedPolicyDetail[],
  ): Promise<DeployedRole> {
    const managed = async (arn = "") => parsePolicy(arn, await this.document(iam, arn, policies));
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

  private async document(iam: IAM, arn: string, policies: readonly ManagedPolicyDetail[]): Promise<string> {
    const versions = policies.find(({ Arn }) => Arn === arn)?.PolicyVersionList;
    const own = versions?.find((one) => one.IsDefaultVersion)?.Document;
    if (own !== undefined) return decodeURIComponent(own);
    return remember(this.awsManaged, arn, () => awsManagedDocument(iam, arn));
  }
}

async function awsManagedDocument(iam: IAM, PolicyArn: string): Promise<string> {
  const { Policy: policy } = await iam.getPolicy({ PolicyArn });
  const VersionId = policy?.DefaultVersionId;
  const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn, VersionId });
  return decodeURIComponent(PolicyVersion?.Document ?? "");
}

export function parseRole(roleArn: string): { readonly account: string; readonly name: string } {
  const [, , , , account = "", resource = ""] = roleArn.split(":");
  return { account, name: resource.split("/").at(-1) ?? "" };
}
