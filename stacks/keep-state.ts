import type { App, TerraformRemoteState } from "cdktf";
import { LocalBackend, S3Backend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Backend } from "./estate/backend";

/**
 * Keeps the state of every stack of the app in the bucket, under a key of its own.
 * @param localState absolute path of a file that holds the `state` stack's state until its bucket exists:
 *   a relative one would lie in `cdktf.out`, and be lost with it.
 */
export function keepState(app: App, backend: Backend, localState?: string): App {
  for (const stack of app.node.children) {
    if (!TerraformStack.isStack(stack)) continue;
    if (localState !== undefined && stack.node.id === "state") new LocalBackend(stack, { path: localState });
    else new StateBackend(stack, backend);
  }
  return app;
}

/**
 * CDKTF's S3 backend knows no `assume_role`, neither for itself nor for those who read its outputs, and no
 * `use_lockfile`.
 */
class StateBackend extends S3Backend {
  private readonly assumeRole: Backend["assume_role"];

  constructor(stack: TerraformStack, backend: Backend) {
    super(stack, {
      bucket: backend.bucket,
      key: `${stack.node.id}.tfstate`,
      region: backend.region,
      encrypt: backend.encrypt,
      kmsKeyId: backend.kms_key_id,
      dynamodbTable: backend.dynamodb_table,
    });
    this.assumeRole = backend.assume_role;
    this.addOverride("assume_role", backend.assume_role);
    if (backend.use_lockfile !== undefined) this.addOverride("use_lockfile", backend.use_lockfile);
  }

  override getRemoteStateDataSource(scope: Construct, name: string, fromStack: string): TerraformRemoteState {
    const state = super.getRemoteStateDataSource(scope, name, fromStack);
    state.addOverride("config.assume_role", this.assumeRole);
    return state;
  }
}
