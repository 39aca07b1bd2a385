import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import type { Location } from "../location";
import { EncryptionKey } from "../security/encryption-key";
import { SecureBucket } from "../security/secure-bucket";

export interface RemoteStateProps {
  readonly location: Location;
  readonly bucket: string;
  /** @default - none: locks lie in the bucket */
  readonly lockTable?: string;
  /** Name of the key's alias, without `alias/`. */
  readonly keyName: string;
}

/** Where Terraform keeps its states and their locks, encrypted with a key of its own. */
export class RemoteState extends Construct {
  constructor(scope: Construct, id: string, props: RemoteStateProps) {
    super(scope, id);
    const { bucket, location, lockTable, keyName } = props;
    const key = new EncryptionKey(this, "key", {
      name: keyName,
      description: "Terraform states and their locks",
      location,
      preventDestroy: true,
    });
    new SecureBucket(this, "states", {
      name: bucket,
      key,
      // A broken state may be noticed late: whatever was replaced within a year can be had back.
      noncurrentDays: 365,
      ownAccountOnly: location.account,
      // Without bucket and table no other stack can be changed or destroyed.
      preventDestroy: true,
    });
    if (lockTable === undefined) return;
    key.allowGrantsThrough("dynamodb", location);
    new DynamodbTable(this, "locks", {
      name: lockTable,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "LockID",
      attribute: [{ name: "LockID", type: "S" }],
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: key.arn },
      deletionProtectionEnabled: true,
      lifecycle: { preventDestroy: true },
    });
  }
}
