import { Cloudtrail } from "@cdktf/provider-aws/lib/cloudtrail";
import { Construct } from "constructs";
import { arn, type Location, s3Arn } from "../location";
import type { AuditBucket } from "./audit-bucket";

export interface TrailProps {
  readonly location: Location;
  readonly name: string;
  readonly bucket: AuditBucket;
  /** Names of buckets of the account: who reads or writes an object there is in the trail, too. */
  readonly objectsOf: readonly string[];
  /** Whether Terraform refuses to destroy it. */
  readonly preventDestroy: boolean;
}

/**
 * Who did what in the account, in every region, with digests that show where a log was changed.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
 */
export class Trail extends Construct {
  constructor(scope: Construct, id: string, props: TrailProps) {
    super(scope, id);
    const { name, location, bucket, objectsOf, preventDestroy } = props;
    const prefix = "trail";
    bucket.allow("Trail", {
      service: "cloudtrail.amazonaws.com",
      prefix,
      source: ["aws:SourceArn", arn(location, "cloudtrail", `trail/${name}`)],
      // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
      look: ["s3:GetBucketAcl"],
      // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
      useKey: ["kms:DescribeKey", "kms:GenerateDataKey"],
    });
    new Cloudtrail(this, "trail", {
      name,
      s3BucketName: bucket.bucket.bucket.id,
      s3KeyPrefix: prefix,
      kmsKeyId: bucket.key.arn,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      ...(objectsOf.length > 0 && {
        eventSelector: [
          {
            readWriteType: "All",
            includeManagementEvents: true,
            dataResource: [
              { type: "AWS::S3::Object", values: objectsOf.map((name) => `${s3Arn(location, name)}/`) },
            ],
          },
        ],
      }),
      // CloudTrail tries the bucket as soon as it is told of it.
      dependsOn: [bucket.bucket.bucketPolicy],
      ...(preventDestroy && { lifecycle: { preventDestroy } }),
    });
  }
}
