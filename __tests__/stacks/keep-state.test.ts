import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { TerraformOutput, TerraformStack, Testing } from "cdktf";
import type { Backend } from "../../stacks/estate/backend";
import { keepState } from "../../stacks/keep-state";
import { backend } from "./platform";

interface Stored {
  readonly terraform: { readonly backend: unknown };
  readonly data?: { readonly terraform_remote_state: Record<string, unknown> };
}

/** Two stacks, of which `consumer` reads a value of `state`. */
function synthesized(
  localState?: string,
  changes: Partial<Backend> = {},
): Record<"state" | "consumer", Stored> {
  const app = Testing.app();
  const state = new TerraformStack(app, "state");
  const consumer = new TerraformStack(app, "consumer");
  const key = new KmsKey(state, "key");
  new TerraformOutput(consumer, "used", { value: key.arn });
  keepState(app, { ...backend, ...changes }, localState);
  consumer.prepareStack();
  return { state: state.toTerraform() as Stored, consumer: consumer.toTerraform() as Stored };
}

test("gives each stack a key of its own in the bucket", () => {
  const { state, consumer } = synthesized();
  expect(state.terraform.backend).toEqual({ s3: { ...backend, key: "state.tfstate" } });
  expect(consumer.terraform.backend).toEqual({ s3: { ...backend, key: "consumer.tfstate" } });
});

test("locks states beside them where the file says so", () => {
  const { state } = synthesized(undefined, { use_lockfile: true, dynamodb_table: undefined });
  expect(state.terraform.backend).toMatchObject({ s3: { use_lockfile: true } });
  expect(JSON.stringify(state)).not.toContain("dynamodb_table");
});

test("tells a stack that reads another's outputs all about where they lie", () => {
  const { consumer } = synthesized();
  expect(Object.values(consumer.data?.terraform_remote_state ?? {})).toMatchObject([
    { backend: "s3", config: { ...backend, key: "state.tfstate" } },
  ]);
});

test("keeps only the state stack's on this machine while it is bootstrapped", () => {
  const { state, consumer } = synthesized("/somewhere/bootstrap.tfstate");
  expect(state.terraform.backend).toEqual({ local: { path: "/somewhere/bootstrap.tfstate" } });
  expect(consumer.terraform.backend).toEqual({ s3: { ...backend, key: "consumer.tfstate" } });
});
