import { DataAwsGuarddutyDetector } from "@cdktf/provider-aws/lib/data-aws-guardduty-detector";
import { GuarddutyDetector } from "@cdktf/provider-aws/lib/guardduty-detector";
import { GuarddutyDetectorFeature } from "@cdktf/provider-aws/lib/guardduty-detector-feature";
import { Op, TerraformSelf } from "cdktf";
import { Construct } from "constructs";

export interface ThreatDetectionProps {
  /** An account has one detector in a region: one that is there already is looked up, and must be enabled. */
  readonly adopt: boolean;
  /** Whether Terraform refuses to destroy it. */
  readonly preventDestroy: boolean;
}

/**
 * Plans beyond the events, DNS queries and flows that GuardDuty always reads: for what Slipway makes. Databases and
 * Kubernetes it makes none of, and RUNTIME_MONITORING wants an agent of its own on each instance.
 * https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html
 */
const FEATURES = {
  buckets: "S3_DATA_EVENTS",
  functions: "LAMBDA_NETWORK_LOGS",
  volumes: "EBS_MALWARE_PROTECTION",
};

/** GuardDuty: what in the account looks like an attack. */
export class ThreatDetection extends Construct {
  constructor(scope: Construct, id: string, props: ThreatDetectionProps) {
    super(scope, id);
    const { adopt, preventDestroy } = props;
    if (adopt) {
      new DataAwsGuarddutyDetector(this, "detector", {
        lifecycle: {
          postcondition: [
            {
              condition: Op.eq(TerraformSelf.getString("status"), "ENABLED"),
              errorMessage: "The adopted GuardDuty detector must be enabled.",
            },
          ],
        },
      });
      return;
    }
    const detector = new GuarddutyDetector(this, "detector", {
      enable: true,
      findingPublishingFrequency: "FIFTEEN_MINUTES",
      ...(preventDestroy && { lifecycle: { preventDestroy } }),
    });
    for (const [name, feature] of Object.entries(FEATURES))
      new GuarddutyDetectorFeature(this, name, {
        detectorId: detector.id,
        name: feature,
        status: "ENABLED",
      });
  }
}
