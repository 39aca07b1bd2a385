import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeLaunchTemplateVersionsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetRoleCommand, IAMClient, NoSuchEntityException } from "@aws-sdk/client-iam";
import { GetKeyPolicyCommand, KMSClient, ListGrantsCommand } from "@aws-sdk/client-kms";
import { motoConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import { parseRole } from "../iam/roles";

/** A launch template as Auto Scaling names it. */
export interface Template {
  readonly LaunchTemplateId?: string;
  readonly LaunchTemplateName?: string;
  readonly Version?: string;
}

/** What rules ask about what is deployed: AWS's own look at its resources, which no policy decides. */
export class Facts {
  constructor(private readonly context: Pick<LocalContext, "motoEndpoint" | "credentials" | "places">) {}

  /** Whether anybody has ever asked for something there: an account begins with the administrator in it. */
  hasAccount(account: string): boolean {
    return this.context.places().some((place) => place.account === account);
  }

  async hasRole(arn: string): Promise<boolean> {
    const { account, name } = parseRole(arn);
    const iam = new IAMClient(this.at({ account, region: "us-east-1" }));
    try {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName: name }));
      return Role?.Arn === arn;
    } catch (error) {
      if (error instanceof NoSuchEntityException) return false;
      throw error;
    }
  }

  async templateOf(place: Place, name: string): Promise<Template | undefined> {
    const client = new AutoScalingClient(this.at(place));
    const { AutoScalingGroups: [group] = [] } = await client.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
    );
    return group?.LaunchTemplate;
  }

  /** The customer's keys that the volumes of a launch template are encrypted with. */
  async volumeKeys(place: Place, template: Template | undefined): Promise<readonly string[]> {
    if (template === undefined) return [];
    const { Version = "$Default", ...named } = template;
    const { LaunchTemplateVersions: [version] = [] } = await new EC2Client(this.at(place)).send(
      new DescribeLaunchTemplateVersionsCommand({
        ...(named.LaunchTemplateId ? { LaunchTemplateId: named.LaunchTemplateId } : named),
        Versions: [Version],
      }),
    );
    const devices = version?.LaunchTemplateData?.BlockDeviceMappings ?? [];
    return devices.flatMap(({ Ebs }) =>
      Ebs?.KmsKeyId && !Ebs.KmsKeyId.includes("alias/aws/") ? [Ebs.KmsKeyId] : [],
    );
  }

  /** Whether a key's policy or one of its grants names a role. */
  async keyNames(place: Place, key: string, role: string): Promise<boolean> {
    const kms = new KMSClient(this.at(place));
    const KeyId = key;
    const { Policy = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" }));
    if (Policy.includes(`"${role}"`)) return true;
    const { Grants = [] } = await kms.send(new ListGrantsCommand({ KeyId }));
    return Grants.some(({ GranteePrincipal }) => GranteePrincipal === role);
  }

  private at(place: Place) {
    return motoConfiguration(this.context, place);
  }
}
