import { readFile } from "node:fs/promises";
import { parse } from "@cdktf/hcl2json";
import type { App, TerraformRemoteState } from "cdktf";
import { LocalBackend, S3Backend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { z } from "zod";
import { ConfigurationError, lineOf, mistakesOf, ruleOf } from "./configuration-error";
import type { Mistake } from "./configuration-error";
import type { Estate } from "./environment";
import { toolsNames } from "./names";

const backendSchema = z.strictObject({
  /** Bucket of every stack's state. */
  bucket: z.string().min(1),
  /** DynamoDB table of the state locks. */
  dynamodb_table: z.string().min(1),
  /** An alias, so that the file can be written before the key exists. */
  kms_key_id: z.string().regex(/^alias\/.+/, "must be an alias such as alias/slipway-state"),
  region: z.string().min(1),
  encrypt: z.literal(true),
  assume_role: z.strictObject({
    role_arn: z.string().regex(/^arn:aws:iam::\d{12}:role\/.+/, "must be the ARN of a role"),
  }),
});

/** What `terraform-backend.hcl` says, in Terraform's own words. */
export type Backend = z.infer<typeof backendSchema>;

/**
 * Reads the file that `terraform init -backend-config` takes too.
 * @throws ConfigurationError with every mistake in it, or that contradicts the tools account.
 */
export async function readBackend(file: string, estate: Estate): Promise<Backend> {
  const attributes = await parse(file, await contentsOf(file)).catch((error: unknown) => {
    throw new ConfigurationError([`${file}: must be Terraform backend attributes, got ${firstLine(error)}`]);
  });
  if (typeof attributes === "object" && attributes !== null && "key" in attributes)
    throw new ConfigurationError([
      `${file}: key must be absent, since it would merge the states of all stacks, got ${JSON.stringify(attributes.key)}`,
    ]);
  const result = backendSchema.safeParse(attributes, { error: ruleOf });
  const mistakes = result.success ? disagreements(result.data, estate) : mistakesOf(result.error, attributes);
  if (!result.success || mistakes.length > 0)
    throw new ConfigurationError(mistakes.map((mistake) => lineOf(mistake, file)));
  return result.data;
}

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

/** CDKTF's S3 backend knows no `assume_role`, neither for itself nor for those who read its outputs. */
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
  }

  override getRemoteStateDataSource(scope: Construct, name: string, fromStack: string): TerraformRemoteState {
    const state = super.getRemoteStateDataSource(scope, name, fromStack);
    state.addOverride("config.assume_role", this.assumeRole);
    return state;
  }
}

async function contentsOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new ConfigurationError([`${file}: must be a readable file, got ${error.code ?? error.message}`]);
  });
}

/** What in the file contradicts the tools account. */
function disagreements(backend: Backend, estate: Estate): Mistake[] {
  const { region } = estate.tools;
  const { deployRoleArn } = toolsNames(estate);
  const { role_arn } = backend.assume_role;
  return [
    ...(backend.region === region
      ? []
      : [{ path: ["region"], rule: `must be tools.region, ${region}`, got: backend.region }]),
    ...(role_arn === deployRoleArn
      ? []
      : [
          {
            path: ["assume_role", "role_arn"],
            rule: `must be the deploy role of tools, ${deployRoleArn}`,
            got: role_arn,
          },
        ]),
  ];
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split("\n").join(" ");
}
