import { AutoScaling, type AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import { EC2, type LaunchTemplateSpecification } from "@aws-sdk/client-ec2";
import { KMS } from "@aws-sdk/client-kms";
import { motoConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import { parseRole, type Roles } from "../iam/roles";

/** What rules ask about what is deployed: AWS's own look at its resources, which no policy decides. */
export class Facts {
  constructor(
    private readonly context: Pick<LocalContext, "motoEndpoint" | "credentials" | "places">,
    private readonly roles: Pick<Roles, "find">,
  ) {}

  /** Whether anybody has ever asked for something there: an account begins with the administrator in it. */
  hasAccount(account: string): boolean {
    return this.context.places().some((place) => place.account === account);
  }

  async hasRole(arn: string): Promise<boolean> {
    const { account, name } = parseRole(arn);
    return (await this.roles.find(account, name))?.arn === arn;
  }

  /** An Auto Scaling group by its name. */
  async group(place: Place, name: string): Promise<AutoScalingGroup | undefined> {
    const input = { AutoScalingGroupNames: [name] };
    const autoScaling = new AutoScaling(motoConfiguration(this.context, place));
    return (await autoScaling.describeAutoScalingGroups(input)).AutoScalingGroups?.[0];
  }

  /** Whether an instance belongs to any Auto Scaling group. */
  async isManaged(place: Place, instance: string): Promise<boolean> {
    const input = { InstanceIds: [instance] };
    const autoScaling = new AutoScaling(motoConfiguration(this.context, place));
    return (await autoScaling.describeAutoScalingInstances(input)).AutoScalingInstances?.length === 1;
  }

  /** The customer's keys that the volumes of a launch template are encrypted with. */
  async volumeKeys(
    place: Place,
    template: LaunchTemplateSpecification | undefined,
  ): Promise<readonly string[]> {
    if (template === undefined) return [];
    const { Version = "$Default", LaunchTemplateId, LaunchTemplateName } = template;
    const { LaunchTemplateVersions: [version] = [] } = await new EC2(
      motoConfiguration(this.context, place),
    ).describeLaunchTemplateVersions({
      ...(LaunchTemplateId ? { LaunchTemplateId } : { LaunchTemplateName }),
      Versions: [Version],
    });
    const devices = version?.LaunchTemplateData?.BlockDeviceMappings ?? [];
    return devices.flatMap(({ Ebs }) =>
      Ebs?.KmsKeyId && !Ebs.KmsKeyId.includes("alias/aws/") ? [Ebs.KmsKeyId] : [],
    );
  }

  /** Whether a key's policy or one of its grants names a role. */
  async keyNames(place: Place, KeyId: string, role: string): Promise<boolean> {
    const kms = new KMS(motoConfiguration(this.context, place));
    const { Policy = "" } = await kms.getKeyPolicy({ KeyId, PolicyName: "default" });
    if (Policy.includes(`"${role}"`)) return true;
    const { Grants = [] } = await kms.listGrants({ KeyId });
    return Grants.some(({ GranteePrincipal }) => GranteePrincipal === role);
  }
}
