import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification";
import { Construct } from "constructs";
import type { EncryptionKey } from "../security/encryption-key";
import { SecureBucket } from "../security/secure-bucket";
import { ServiceRole } from "../security/service-role";

export interface S3SourceProps {
  /** Name of the bucket; globally unique. */
  readonly bucket: string;
  /** Object whose new versions start the pipeline, such as `source.zip`. */
  readonly objectKey: string;
  readonly key: EncryptionKey;
}

export interface PipelineTriggerProps {
  /** Name of the rule and of its role. */
  readonly name: string;
  readonly pipelineArn: string;
  readonly account: string;
}

/** A versioned bucket that holds the source as one zip and says through EventBridge when it changes. */
export class S3Source extends Construct {
  readonly bucket: string;
  readonly objectKey: string;
  /** What a role needs in order to read the source. */
  readonly readStatements: readonly DataAwsIamPolicyDocumentStatement[];
  private readonly notification: S3BucketNotification;

  constructor(scope: Construct, id: string, props: S3SourceProps) {
    super(scope, id);
    const { bucket, objectKey, key } = props;
    this.bucket = bucket;
    this.objectKey = objectKey;
    const secured = new SecureBucket(this, "bucket", { name: bucket, key });
    this.notification = new S3BucketNotification(this, "notification", {
      bucket: secured.bucket.id,
      eventbridge: true,
    });
    this.readStatements = [
      {
        sid: "ReadSource",
        actions: ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionTagging"],
        resources: [`${secured.bucket.arn}/${objectKey}`],
      },
      {
        sid: "AskSourceBucket",
        actions: ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"],
        resources: [secured.bucket.arn],
      },
      { sid: "DecryptSource", actions: ["kms:Decrypt"], resources: [key.arn] },
    ];
  }

  /** Starts the pipeline at each new version, with a role that may do nothing else. */
  startOnChange(id: string, props: PipelineTriggerProps): void {
    const { name, pipelineArn, account } = props;
    const rule = new CloudwatchEventRule(this, `${id}-rule`, {
      name,
      description: `Starts the pipeline when ${this.objectKey} changes`,
      eventPattern: JSON.stringify({
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        detail: { bucket: { name: [this.bucket] }, object: { key: [this.objectKey] } },
      }),
      dependsOn: [this.notification],
    });
    const { role, policy } = new ServiceRole(this, `${id}-role`, {
      name,
      service: "events.amazonaws.com",
      account,
      statements: [{ actions: ["codepipeline:StartPipelineExecution"], resources: [pipelineArn] }],
    });
    new CloudwatchEventTarget(this, `${id}-target`, {
      rule: rule.name,
      targetId: "pipeline",
      arn: pipelineArn,
      roleArn: role.arn,
      dependsOn: [policy],
    });
  }
}
