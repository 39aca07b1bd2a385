/** What identifies a Terraform state, and which of two versions of it is newer. */
export interface StateVersion {
  readonly lineage: string;
  readonly serial: number;
}

export interface Findings {
  readonly bucketExists: boolean;
  /** State of the `state` stack in the bucket. */
  readonly remote: StateVersion | undefined;
  /** Its state on this machine, as a bootstrap leaves it behind until it has moved. */
  readonly local: StateVersion | undefined;
}

/**
 * - `ready`: nothing to do
 * - `moved`: an earlier run ended before it could forget the local state
 * - `deploy`: nothing is there, or an earlier run ended before the state had moved
 */
export type Stage = "ready" | "moved" | "deploy";

/** Where a bootstrap begins, or goes on. */
export function stageOf(bucket: string, { bucketExists, remote, local }: Findings): Stage {
  if (local === undefined) {
    if (remote !== undefined) return "ready";
    if (!bucketExists) return "deploy";
    throw new Error(
      `bootstrap: bucket ${bucket} must be absent or hold state.tfstate, got a bucket without it: ` +
        "someone else's bucket, or one whose local state was lost; remove it or choose another name in terraform-backend.hcl",
    );
  }
  if (remote === undefined) return "deploy";
  if (remote.lineage !== local.lineage)
    throw new Error(
      `bootstrap: the local state must descend from the one in ${bucket}, got lineage ${local.lineage} ` +
        `beside ${remote.lineage}: this account was bootstrapped from elsewhere; remove the local file`,
    );
  return remote.serial >= local.serial ? "moved" : "deploy";
}
