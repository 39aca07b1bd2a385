import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { TerraformOutput, TerraformStack, Testing } from "cdktf";
import type { Backend } from "../../stacks/estate/backend";
import { keepState } from "../../stacks/keep-state";
import { backend, Platform } from "./platform";

const { configuration } = new Platform();

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
  keepState(app, { ...configuration, backend: { ...backend, ...changes } }, localState);
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

test("keeps those of an administrator's stacks with his rights, and not with the deploy role's", () => {
  const assumed = (changes: Record<string, unknown>) => {
    const platform = new Platform(changes);
    return platform.ids.map((id) => {
      const { s3 } = (
        platform.stack(id).toTerraform() as { terraform: { backend: { s3: Partial<Backend> } } }
      ).terraform.backend;
      return [id, s3.assume_role?.role_arn] as const;
    });
  };
  const his = ["state", "tools-account", "dev-account", "staging-account", "production-account"];
  const role = (name: string) => `arn:aws:iam::111111111111:role/${name}`;
  for (const [id, arn] of assumed({}))
    expect([id, arn]).toEqual([
      id,
      role(his.includes(id) ? "OrganizationAccountAccessRole" : "slipway-deploy"),
    ]);
  const own = assumed({ "tools.administratorRole": undefined });
  expect(own.filter(([, arn]) => arn === undefined).map(([id]) => id)).toEqual(his);
});
