import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { parse } from "@cdktf/hcl2json";
import { z } from "zod";
import { iamArn } from "../../modules/location";
import { ConfigurationError, lineOf, type Mistake, mistakesOf, ruleOf, valueAt } from "./configuration-error";
import { partitionOf } from "./regions";
import { onlyIf, rule, wrong } from "./rule";
import { estateSchema } from "./schema";
import { takenNames } from "./taken-names";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucket = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be 3 to 63 lower-case letters, digits, dots and dashes")
  .regex(/^(?!.*\.\.)(?!(\d+\.){3}\d+$)/, "must have no dots in a row, and must not look like an IP address")
  .regex(/^(?!xn--|sthree-|amzn-s3-demo-)/, "must not begin as names that S3 keeps for itself")
  .regex(
    /^(?!.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)/,
    "must not end as names that S3 keeps for itself",
  );

const backendSchema = z.strictObject({
  /** Bucket of every stack's state. */
  bucket,
  /** DynamoDB table of the state locks; may be absent where `use_lockfile` is true. */
  dynamodb_table: z
    .string()
    .regex(/^[\w.-]{3,255}$/, "must be 3 to 255 letters, digits, dots, dashes and _")
    .optional(),
  /** Locks lie beside the states, as `<stack>.tfstate.tflock`: Terraform's way from 1.11 on. With a table both are taken. */
  use_lockfile: z.boolean().optional(),
  /** An alias, so that the file can be written before the key exists. */
  kms_key_id: z
    .string()
    .regex(/^alias\/[\w/-]{1,250}$/, "must be an alias such as alias/slipway-state")
    .regex(/^(?!alias\/aws\/)/, "must not begin with alias/aws/, which AWS keeps for its own keys"),
  region: z.string().min(1),
  encrypt: z.literal(true),
  assume_role: z.strictObject({
    role_arn: z.string().regex(/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, "must be the ARN of a role"),
  }),
});

/** What `terraform-backend.hcl` says, in Terraform's own words. */
export type Backend = z.infer<typeof backendSchema>;

/**
 * Reads the file that `terraform init -backend-config` takes too.
 * @param data the estate as it was written, with or without mistakes.
 * @throws ConfigurationError with every mistake in it, or that contradicts the estate.
 */
export async function readBackend(file: string, data: unknown): Promise<Backend> {
  const name = basename(file);
  const attributes = await parse(name, await contentsOf(file)).catch((error: unknown) => {
    throw new ConfigurationError([`${name}: must be Terraform backend attributes, got ${firstLine(error)}`]);
  });
  if (typeof attributes === "object" && attributes !== null && "key" in attributes)
    throw new ConfigurationError([
      `${name}: key must be absent, since it would merge the states of all stacks, got ${JSON.stringify(attributes.key)}`,
    ]);
  const result = backendSchema.safeParse(attributes, { error: ruleOf });
  const mistakes = [
    ...(result.success ? [] : mistakesOf(result.error, attributes)),
    ...disagreements({ backend: attributes, estate: data }),
  ];
  if (!result.success || mistakes.length > 0)
    throw new ConfigurationError(mistakes.map((mistake) => lineOf(mistake, name)));
  return result.data;
}

async function contentsOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new ConfigurationError([
      `${basename(file)}: must be a readable file, got ${error.code ?? error.message}`,
    ]);
  });
}

const { account, region, deployRole } = estateSchema.shape.tools.shape;
const tools = z.object({ account, region, deployRole });
const { shape } = backendSchema;

/** What in the file contradicts the estate. */
function disagreements(both: { readonly backend: unknown; readonly estate: unknown }): Mistake[] {
  const rules = [
    rule(
      z.object({
        backend: z.object({
          dynamodb_table: z.undefined().optional(),
          use_lockfile: z.literal(false).optional(),
        }),
      }),
      () => wrong("dynamodb_table", "must name a table of locks where use_lockfile is not true", undefined),
    ),
    rule(
      z.object({ backend: z.object({ region: shape.region }), estate: z.object({ tools }) }),
      ({ backend, estate }) =>
        onlyIf(
          backend.region !== estate.tools.region,
          "region",
          `must be tools.region, ${estate.tools.region}`,
          backend.region,
        ),
    ),
    rule(
      z.object({ backend: z.object({ assume_role: shape.assume_role }), estate: z.object({ tools }) }),
      ({ backend: { assume_role }, estate }) => {
        const { account, region, deployRole } = estate.tools;
        const partition = partitionOf(region) ?? "aws";
        const expected = iamArn({ partition, account }, `role/${deployRole}`);
        return onlyIf(
          assume_role.role_arn !== expected,
          "assume_role.role_arn",
          `must be the deploy role of tools, ${expected}`,
          assume_role.role_arn,
        );
      },
    ),
  ];
  const taken = takenNames(both.estate);
  return [
    ...rules.flatMap((check) => check(both)),
    ...(["bucket", "dynamodb_table", "kms_key_id"] as const).flatMap((field) => {
      const name = valueAt(both.backend, [field]);
      return typeof name === "string" && taken.includes(name)
        ? wrong(field, "must not be a name that Slipway gives to something else", name)
        : [];
    }),
  ];
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split("\n").join(" ");
}
