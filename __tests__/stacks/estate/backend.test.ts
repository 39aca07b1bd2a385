import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBackend } from "../../../stacks/estate/backend";
import { ConfigurationError } from "../../../stacks/estate/configuration-error";
import { estate } from "../../../stacks/estate/data";

const written = {
  bucket: '"slipway-state-111111111111-eu-west-1"',
  dynamodb_table: '"slipway-state-lock"',
  kms_key_id: '"alias/slipway-state"',
  region: '"eu-west-1"',
  encrypt: "true",
  assume_role: '{ role_arn = "arn:aws:iam::111111111111:role/slipway-deploy" }',
};

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-backend-"));
  file = join(folder, "backend.hcl");
});

afterAll(() => rmSync(folder, { recursive: true }));

async function mistakes(changes: Record<string, string | undefined>): Promise<string> {
  const attributes = Object.entries({ ...written, ...changes }).filter(([, value]) => value !== undefined);
  return mistakesOf(attributes.map(([name, value]) => `${name} = ${value}\n`).join(""));
}

async function mistakesOf(content: string): Promise<string> {
  writeFileSync(file, content);
  return readBackend(file, estate).then(
    () => "",
    (error: unknown) => {
      if (error instanceof ConfigurationError) return error.message;
      throw error;
    },
  );
}

test("reads the project's own file", async () => {
  await expect(readBackend("terraform-backend.hcl", estate)).resolves.toEqual({
    bucket: "slipway-state-111111111111-eu-west-1",
    dynamodb_table: "slipway-state-lock",
    kms_key_id: "alias/slipway-state",
    region: "eu-west-1",
    encrypt: true,
    assume_role: { role_arn: "arn:aws:iam::111111111111:role/slipway-deploy" },
  });
});

test.each<[string, Record<string, string | undefined>, string]>([
  ["a missing attribute", { bucket: undefined }, "backend.hcl: bucket must be a string, got nothing"],
  ["a wrong type", { bucket: "3" }, "backend.hcl: bucket must be a string, got 3"],
  [
    "an unknown attribute",
    { workspace_key_prefix: '"w"' },
    'backend.hcl: workspace_key_prefix must be absent, since nothing knows it, got "w"',
  ],
  [
    "no locks at all",
    { dynamodb_table: undefined, use_lockfile: "false" },
    "backend.hcl: dynamodb_table must name a table of locks where use_lockfile is not true, got nothing",
  ],
  [
    "a key",
    { key: '"all.tfstate"' },
    'backend.hcl: key must be absent, since it would merge the states of all stacks, got "all.tfstate"',
  ],
  ["no encryption", { encrypt: "false" }, "backend.hcl: encrypt must be true, got false"],
  [
    "a key that is no alias",
    { kms_key_id: '"1234"' },
    'backend.hcl: kms_key_id must be an alias such as alias/slipway-state, got "1234"',
  ],
  [
    "a missing role",
    { assume_role: "{}" },
    "backend.hcl: assume_role.role_arn must be a string, got nothing",
  ],
  [
    "another account's role",
    { assume_role: '{ role_arn = "arn:aws:iam::222222222222:role/slipway-deploy" }' },
    "backend.hcl: assume_role.role_arn must be the deploy role of tools, " +
      'arn:aws:iam::111111111111:role/slipway-deploy, got "arn:aws:iam::222222222222:role/slipway-deploy"',
  ],
  [
    "another region",
    { region: '"eu-west-2"' },
    'backend.hcl: region must be tools.region, eu-west-1, got "eu-west-2"',
  ],
  ...["Slipway_State", "state..bucket", "192.168.0.1", "amzn-s3-demo-bucket", "state-s3alias"].map(
    (name): [string, Record<string, string>, string] => [
      `a bucket that S3 refuses: ${name}`,
      { bucket: `"${name}"` },
      expect.stringMatching(/^backend.hcl: bucket must [^\n]*$/) as string,
    ],
  ),
  [
    "an interpolation",
    { dynamodb_table: '"${var.table}"' },
    'backend.hcl: dynamodb_table must be 3 to 255 letters, digits, dots, dashes and _, got "${var.table}"',
  ],
  [
    "a key of AWS's own",
    { kms_key_id: '"alias/aws/s3"' },
    'backend.hcl: kms_key_id must not begin with alias/aws/, which AWS keeps for its own keys, got "alias/aws/s3"',
  ],
  ...[
    ["bucket", "slipway-artifacts-111111111111-eu-west-1"],
    ["bucket", "slipway-dev-audit-222222222222-eu-west-1"],
    ["dynamodb_table", "slipway-dev-web-release"],
    ["kms_key_id", "alias/slipway-web-source"],
    ["kms_key_id", "alias/slipway-tools-audit"],
  ].map(([field = "", name = ""]): [string, Record<string, string>, string] => [
    `${name}, which Slipway makes`,
    { [field]: `"${name}"` },
    `backend.hcl: ${field} must not be a name that Slipway gives to something else, got "${name}"`,
  ]),
  [
    "several mistakes at once",
    { bucket: undefined, encrypt: '"yes"' },
    'backend.hcl: bucket must be a string, got nothing\nbackend.hcl: encrypt must be true, got "yes"',
  ],
])("refuses %s", async (_title, changes, message) => {
  await expect(mistakes(changes)).resolves.toEqual(message);
});

test.each([
  ["locks in a table", {}],
  ["locks beside the states", { dynamodb_table: undefined, use_lockfile: "true" }],
  ["both", { use_lockfile: "true" }],
])("takes %s", async (_title, changes) => {
  await expect(mistakes(changes)).resolves.toBe("");
});

test("says where the syntax is broken", async () => {
  await expect(mistakesOf("bucket = \n")).resolves.toMatch(
    /^backend.hcl: must be Terraform backend attributes, got .*backend.hcl:1,10.*Invalid expression.*$/,
  );
});

test("refuses a block where Terraform wants an attribute", async () => {
  await expect(
    mistakes({ assume_role: undefined }).then(async () =>
      mistakesOf('assume_role {\n  role_arn = "arn:aws:iam::111111111111:role/slipway-deploy"\n}\n'),
    ),
  ).resolves.toContain("backend.hcl: assume_role must be an object, got [");
});

test("says that the file is missing", async () => {
  await expect(readBackend(join(folder, "none.hcl"), estate)).rejects.toThrow(
    "none.hcl: must be a readable file, got ENOENT",
  );
});
