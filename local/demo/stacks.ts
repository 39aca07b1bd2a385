import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Place } from "../context";

/** The parts of a synthesized stack that the demo reads. */
const synthesized = z.object({
  provider: z.object({
    aws: z.tuple([z.object({ region: z.string(), allowed_account_ids: z.tuple([z.string()]) })]),
  }),
});

/** Folder in which cdktf ran Terraform for a stack. */
export function stackFolder(project: string, stack: string): string {
  return join(project, "cdktf.out", "stacks", stack);
}

/** Account and region that a stack is deployed to, as its synthesized JSON says. */
export function placeOf(project: string, stack: string): Place {
  const file = join(stackFolder(project, stack), "cdk.tf.json");
  const [aws] = synthesized.parse(JSON.parse(readFileSync(file, "utf8"))).provider.aws;
  return { account: aws.allowed_account_ids[0], region: aws.region };
}
