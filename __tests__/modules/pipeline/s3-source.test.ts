import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { S3Source } from "../../../modules/pipeline/s3-source";
import { EncryptionKey } from "../../../modules/security/encryption-key";
import { synth } from "../../synth";

const account = "111111111111";
const pipelineArn = "arn:aws:codepipeline:eu-west-1:111111111111:app-delivery";
const json = synth((stack) => {
  const key = new EncryptionKey(stack, "source-key", {
    name: "app-source",
    description: "Source",
    location: { partition: "aws", account },
  });
  new S3Source(stack, "source", { bucket: "app-source", objectKey: "source.zip", key }).startOnChange(
    "trigger",
    {
      name: "app-delivery-trigger",
      pipelineArn,
      account,
    },
  );
});

test("keeps versions of the source and says through EventBridge when it changes", () => {
  expect(json).toHaveResourceWithProperties(S3BucketVersioningA, {
    versioning_configuration: { status: "Enabled" },
  });
  expect(json).toHaveResourceWithProperties(S3BucketNotification, { eventbridge: true });
});

test("starts the pipeline for this object of this bucket only", () => {
  expect(json).toHaveResourceWithProperties(CloudwatchEventRule, {
    name: "app-delivery-trigger",
    event_pattern: JSON.stringify({
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { bucket: { name: ["app-source"] }, object: { key: ["source.zip"] } },
    }),
  });
  expect(json).toHaveResourceWithProperties(CloudwatchEventTarget, { arn: pipelineArn });
});

test("lets the trigger's role start the pipeline and nothing else", () => {
  expect(json).toHaveDataSourceWithProperties(DataAwsIamPolicyDocument, {
    statement: [{ actions: ["codepipeline:StartPipelineExecution"], resources: [pipelineArn] }],
  });
});
