import { DescribeLaunchTemplatesCommand, type EC2Client } from "@aws-sdk/client-ec2";
import type { LaunchTemplates } from "../model/ports";

export class Ec2LaunchTemplates implements LaunchTemplates {
  constructor(private readonly client: Pick<EC2Client, "send">) {}

  async newestVersion(launchTemplateId: string): Promise<string> {
    const { LaunchTemplates } = await this.client.send(
      new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [launchTemplateId] }),
    );
    const version = LaunchTemplates?.[0]?.LatestVersionNumber;
    if (version === undefined) throw new Error(`launch template ${launchTemplateId}: must have a version`);
    return String(version);
  }
}
