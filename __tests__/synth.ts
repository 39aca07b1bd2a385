import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing } from "cdktf";

/** Synthesizes what `build` adds to a bare stack, with validations, and returns its JSON. */
export function synth(build: (stack: TerraformStack) => void): string {
  const stack = new TerraformStack(Testing.app(), "test");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  build(stack);
  stack.prepareStack();
  return Testing.synth(stack, true);
}
