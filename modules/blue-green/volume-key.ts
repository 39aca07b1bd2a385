import { KmsGrant } from "@cdktf/provider-aws/lib/kms-grant";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Location } from "../location";
import { EncryptionKey } from "../security/encryption-key";
import { linkedRoleArn } from "../security/linked-role";

export interface VolumeKeyProps {
  readonly location: Location;
  /** Name of the alias, without `alias/`. */
  readonly name: string;
}

/** Encrypts the volumes of instances that Auto Scaling launches. */
export class VolumeKey extends Construct {
  readonly arn: string;
  private readonly launcher: string;

  constructor(scope: Construct, id: string, props: VolumeKeyProps) {
    super(scope, id);
    const { name, location } = props;
    this.launcher = linkedRoleArn(location, "autoscaling.amazonaws.com");
    const key = new EncryptionKey(this, "key", { location, name, description: `Volumes of ${name}` });
    key.allowGrantTo(this.launcher);
    this.arn = key.arn;
  }

  /**
   * Lets Auto Scaling's own role use the key, without which no instance starts: it has no permissions for keys.
   * A new account has that role only once its first group is made, so this comes after the groups.
   * https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
   */
  grantLaunch(after: ITerraformDependable[]): void {
    new KmsGrant(this, "launch", {
      keyId: this.arn,
      granteePrincipal: this.launcher,
      operations: [
        "CreateGrant",
        "Decrypt",
        "DescribeKey",
        "Encrypt",
        "GenerateDataKey",
        "GenerateDataKeyWithoutPlaintext",
        "ReEncryptFrom",
        "ReEncryptTo",
      ],
      dependsOn: after,
    });
  }
}
