import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import cdktf from "../cdktf.json";

const project = join(__dirname, "..");
/** What `cdktf` runs. */
const { app } = cdktf;
let clone: string;

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), "slipway-main-"));
  for (const part of [
    "main.ts",
    "package.json",
    "tsconfig.json",
    "terraform-backend.hcl",
    "stacks",
    "modules",
    "lambda-src",
    "scripts",
  ])
    cpSync(join(project, part), join(clone, part), { recursive: true });
  symlinkSync(join(project, "node_modules"), join(clone, "node_modules"));
});

afterAll(() => rmSync(clone, { recursive: true }));

function synthesize(): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile("sh", ["-c", app], { cwd: clone }, (_error, _stdout, stderr) =>
      resolve({ code: child.exitCode, stderr }),
    );
  });
}

test("synthesizes, and bundles the functions before", async () => {
  await expect(synthesize()).resolves.toEqual({ code: 0, stderr: expect.any(String) as string });
  expect(existsSync(join(clone, "cdktf.out", "stacks", "dev-web-release", "cdk.tf.json"))).toBe(true);
  expect(existsSync(join(clone, "dist", "lambda", "shift.zip"))).toBe(true);
  rmSync(join(clone, "cdktf.out"), { recursive: true });
}, 30_000);

test("an error of ours tells where it is in the source", async () => {
  const { code, stderr } = await synthesizeWith("main.ts", "new App()", "new App(notDefined())");
  expect(code).toBe(1);
  expect(stderr).toMatch(/ReferenceError: notDefined is not defined\n +at main \(.*\/main\.ts:\d+:/);
}, 30_000);

/** Runs the program with one file of the adopter's changed. */
async function synthesizeWith(
  file: string,
  from: string,
  to: string,
): Promise<{ code: number | null; stderr: string }> {
  const path = join(clone, file);
  const content = readFileSync(path, "utf8");
  if (!content.includes(from)) throw new Error(`${file}: must contain ${from}`);
  writeFileSync(path, content.replace(from, to));
  try {
    return await synthesize();
  } finally {
    writeFileSync(path, content);
  }
}

test.each([
  [
    "stacks/estate/data.ts",
    "{ weight: 100, watchSeconds: 1800 }",
    "{ weight: 90, watchSeconds: 1800 }",
    "services.web.environments.production.release.steps: must end at 100, got 90\n",
  ],
  [
    "terraform-backend.hcl",
    "bucket ",
    "buckets ",
    "terraform-backend.hcl: bucket must be a string, got nothing\n" +
      "terraform-backend.hcl: buckets must be absent, since nothing knows it, " +
      'got "slipway-state-111111111111-eu-west-1"\n',
  ],
])(
  "says what is wrong in %s, and synthesizes nothing",
  async (file, from, to, message) => {
    await expect(synthesizeWith(file, from, to)).resolves.toEqual({ code: 1, stderr: message });
    expect(existsSync(join(clone, "cdktf.out"))).toBe(false);
  },
  30_000,
);
