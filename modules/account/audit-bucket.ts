import { Construct } from "constructs";
import type { Location } from "../location";
import { EncryptionKey } from "../security/encryption-key";
import { SecureBucket } from "../security/secure-bucket";

export interface AuditBucketProps {
  readonly location: Location;
  /** Globally unique. */
  readonly name: string;
  /** Alias of its key, without `alias/`. */
  readonly keyName: string;
  /** Days that what is written is kept. */
  readonly retentionDays: number;
  /** Whether Terraform refuses to destroy it; otherwise it goes with all that is in it. */
  readonly preventDestroy: boolean;
}

const PREFIXES = ["config", "trail"] as const;

/** A service of AWS's that writes, and on whose behalf alone. */
export interface Writer {
  readonly service: string;
  /** Where its objects lie. */
  readonly prefix: (typeof PREFIXES)[number];
  /** A condition key, such as `aws:SourceArn`, and its value. */
  readonly source: readonly [key: string, value: string];
  readonly look: readonly string[];
  readonly useKey: readonly string[];
}

/** What watches the account writes here; nobody writes over it or deletes it before its time. */
export class AuditBucket extends Construct {
  readonly bucket: SecureBucket;
  readonly key: EncryptionKey;
  private readonly account: string;

  constructor(scope: Construct, id: string, props: AuditBucketProps) {
    super(scope, id);
    const { name, location, keyName, retentionDays, preventDestroy } = props;
    this.account = location.account;
    this.key = new EncryptionKey(this, "key", {
      name: keyName,
      description: `What watches account ${location.account}`,
      location,
      preventDestroy,
    });
    this.bucket = new SecureBucket(this, "bucket", {
      name,
      key: this.key,
      noncurrentDays: retentionDays,
      expire: Object.fromEntries(
        PREFIXES.map((prefix) => [`forget-${prefix}`, { days: retentionDays, of: { prefix: `${prefix}/` } }]),
      ),
      preventDestroy,
      forceDestroy: !preventDestroy,
    });
    this.bucket.denyDeletes();
  }

  allow(sid: string, { service, prefix, source: [variable, value], look, useKey }: Writer): void {
    const condition = [{ test: "StringEquals", variable, values: [value] }];
    this.bucket.allowDelivery(sid, service, {
      look,
      prefix: `${prefix}/AWSLogs/${this.account}/`,
      condition,
    });
    this.key.allowService(sid, service, { actions: useKey, condition });
  }
}
