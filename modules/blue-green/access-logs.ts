import type { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { Construct } from "constructs";
import { SecureBucket } from "../security/secure-bucket";

export interface AccessLogsProps {
  /** Of the bucket: globally unique. */
  readonly name: string;
  /** Whose load balancer writes. */
  readonly account: string;
  /** Days that a log is kept. */
  readonly retentionDays: number;
  /** Whether a plan that would destroy the bucket fails; otherwise it goes with all that is in it. */
  readonly preventDestroy: boolean;
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html#attach-bucket-policy */
const DELIVERY = "logdelivery.elasticloadbalancing.amazonaws.com";
/** A log is written once and read a few times: what is deleted by hand is missed soon, or never. */
const TAKE_BACK_DAYS = 7;

/**
 * Who asked a load balancer for what, and who connected to it.
 *
 * Encrypted with S3's own key: a load balancer can deliver to nothing else, and says nothing where it fails to
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html#access-log-create-bucket).
 */
export class AccessLogs extends Construct {
  readonly bucket: string;
  /** A load balancer is refused a bucket that it cannot write to yet: depend on this. */
  readonly policy: S3BucketPolicy;
  readonly prefixes = { requests: "requests", connections: "connections" } as const;

  constructor(scope: Construct, id: string, props: AccessLogsProps) {
    super(scope, id);
    const { name, account, retentionDays, preventDestroy } = props;
    const bucket = new SecureBucket(this, "bucket", {
      name,
      key: "s3-managed",
      // So that nobody can cover a trace by writing over it.
      noncurrentDays: TAKE_BACK_DAYS,
      expire: Object.fromEntries(
        Object.entries(this.prefixes).map(([kind, prefix]) => [
          kind,
          { days: retentionDays, of: { prefix: `${prefix}/` } },
        ]),
      ),
      preventDestroy,
      forceDestroy: !preventDestroy,
    });
    // The service writes below the load balancer's own account only, so that the path alone keeps others out.
    bucket.allowWrite(
      "DeliverLogs",
      DELIVERY,
      Object.values(this.prefixes).map((prefix) => `${prefix}/AWSLogs/${account}/`),
    );
    this.bucket = bucket.bucket.id;
    this.policy = bucket.bucketPolicy;
  }
}
