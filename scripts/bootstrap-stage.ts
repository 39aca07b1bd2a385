/** Ids of the resources in a Terraform state: a move to S3 gives it another lineage, but keeps these. */
export type StateIds = readonly string[];

export interface Findings {
  readonly bucketExists: boolean;
  /** State of the `state` stack in the bucket. */
  readonly remote: StateIds | undefined;
  /** Its state on this machine, as a bootstrap leaves it behind until it has moved. */
  readonly local: StateIds | undefined;
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
  const strange = local.filter((id) => !remote.includes(id));
  if (strange.length > 0)
    throw new Error(
      `bootstrap: the local state must be part of the one in ${bucket}, got ${strange.join(", ")} in it alone: ` +
        "this account was bootstrapped from elsewhere; compare the two before you remove the local file",
    );
  // The move is a single write, so what is there is complete.
  return "moved";
}
