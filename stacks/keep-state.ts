import type { App, TerraformRemoteState } from "cdktf";
import { LocalBackend, S3Backend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Backend } from "./estate/backend";
import type { Configuration } from "./estate/configuration";
import { administratorRoleArn } from "./estate/names";
import { PlatformStack } from "./platform-stack";

/**
 * Keeps the state of every stack of the app in the bucket, under a key of its own.
 * @param localState absolute path of a file that holds the `state` stack's state until its bucket exists:
 *   a relative one would lie in `cdktf.out`, and be lost with it.
 */
export function keepState(app: App, { estate, backend }: Configuration, localState?: string): App {
  const administrator = administratorRoleArn(estate.tools);
  for (const stack of app.node.children) {
    if (!TerraformStack.isStack(stack)) continue;
    const isHis = stack instanceof PlatformStack && stack.appliedBy === "administrator";
    if (localState !== undefined && stack.node.id === "state") new LocalBackend(stack, { path: localState });
    else new StateBackend(stack, backend, isHis ? administrator : backend.assume_role.role_arn);
  }
  return app;
}

/**
 * CDKTF's S3 backend knows no `assume_role`, neither for itself nor for those who read its outputs, and no
 * `use_lockfile`.
 */
class StateBackend extends S3Backend {
  private readonly assumeRole: Backend["assume_role"] | undefined;

  /** @param roleArn none where whoever applies the stack comes with rights in the tools account. */
  constructor(stack: TerraformStack, backend: Backend, roleArn: string | undefined) {
    super(stack, {
      bucket: backend.bucket,
      key: `${stack.node.id}.tfstate`,
      region: backend.region,
      encrypt: backend.encrypt,
      kmsKeyId: backend.kms_key_id,
      dynamodbTable: backend.dynamodb_table,
    });
    if (roleArn !== undefined) {
      this.assumeRole = { role_arn: roleArn };
      this.addOverride("assume_role", this.assumeRole);
    }
    if (backend.use_lockfile !== undefined) this.addOverride("use_lockfile", backend.use_lockfile);
  }

  override getRemoteStateDataSource(scope: Construct, name: string, fromStack: string): TerraformRemoteState {
    const state = super.getRemoteStateDataSource(scope, name, fromStack);
    if (this.assumeRole !== undefined) state.addOverride("config.assume_role", this.assumeRole);
    return state;
  }
}
