import { ConfigConfigurationRecorder } from "@cdktf/provider-aws/lib/config-configuration-recorder";
import { ConfigConfigurationRecorderStatus } from "@cdktf/provider-aws/lib/config-configuration-recorder-status";
import { ConfigDeliveryChannel } from "@cdktf/provider-aws/lib/config-delivery-channel";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Location } from "../location";
import { linkedRoleArn } from "../security/linked-role";
import type { AuditBucket } from "./audit-bucket";

export interface ConfigurationRecorderProps {
  readonly location: Location;
  /** An account has one recorder and one delivery channel in a region. */
  readonly name: string;
  readonly bucket: AuditBucket;
  /** The service-linked role, which must be there before. */
  readonly role: ITerraformDependable;
  /** Whether Terraform refuses to destroy it. */
  readonly preventDestroy: boolean;
}

/** What AWS Config writes down: each resource of the account, as it was after each change. */
export class ConfigurationRecorder extends Construct {
  constructor(scope: Construct, id: string, props: ConfigurationRecorderProps) {
    super(scope, id);
    const { name, location, bucket, role, preventDestroy } = props;
    const prefix = "config";
    bucket.allow("Config", {
      service: "config.amazonaws.com",
      prefix,
      // It names no resource: https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
      source: ["aws:SourceAccount", location.account],
      look: ["s3:GetBucketAcl", "s3:ListBucket"],
      // https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html
      useKey: ["kms:Decrypt", "kms:GenerateDataKey"],
    });
    const recorder = new ConfigConfigurationRecorder(this, "recorder", {
      name,
      roleArn: linkedRoleArn(location, "config.amazonaws.com"),
      // Roles, policies and users are global, and seen from here.
      recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
      dependsOn: [role],
      ...(preventDestroy && { lifecycle: { preventDestroy } }),
    });
    const channel = new ConfigDeliveryChannel(this, "channel", {
      name,
      s3BucketName: bucket.bucket.bucket.id,
      s3KeyPrefix: prefix,
      s3KmsKeyArn: bucket.key.arn,
      snapshotDeliveryProperties: { deliveryFrequency: "TwentyFour_Hours" },
      // AWS refuses a channel without a recorder, and tries the bucket.
      dependsOn: [recorder, bucket.bucket.bucketPolicy],
    });
    new ConfigConfigurationRecorderStatus(this, "status", {
      name: recorder.name,
      isEnabled: true,
      // A recorder is started once it knows where to write.
      dependsOn: [channel],
    });
  }
}
