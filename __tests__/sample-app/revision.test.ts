import { createHash } from "node:crypto";
import { access, constants, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { readAppSpec } from "../../local/codedeploy/engine/agent/app-spec";
import { unzip } from "../../local/archives/unzip";
import { packageRevision } from "./revision";

const application = path.join(__dirname, "../../sample-app");

test("the packaging script prints the SHA-256 of a zip that depends on its content only", async () => {
  const [one, again, other] = await Promise.all([
    packageRevision("v1"),
    packageRevision("v1"),
    packageRevision("v2"),
  ]);
  expect(one.sha256).toBe(createHash("sha256").update(one.zip).digest("hex"));
  expect(again.zip.equals(one.zip)).toBe(true);
  expect(other.sha256).not.toBe(one.sha256);
});

test("the revision holds what its appspec names, with executable hooks, and nothing of the build", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "slipway-unpacked-"));
  try {
    await unzip((await packageRevision("v1", "errors")).zip, folder);
    expect((await readdir(folder)).sort()).toEqual([
      "VERSION",
      "appspec.yml",
      "fault.json",
      "package.json",
      "scripts",
      "src",
      "systemd",
    ]);
    expect(JSON.parse(await readFile(path.join(folder, "fault.json"), "utf8"))).toEqual({ fault: "errors" });

    const { files, hooks } = await readAppSpec(folder);
    // Written on the instance, by the hook before the files are copied.
    const sources = files.map(({ source }) => source).filter((source) => source !== "environment");
    for (const source of sources) await access(path.join(folder, source));
    expect(Object.keys(hooks)).toEqual([
      "ApplicationStop",
      "BeforeInstall",
      "AfterInstall",
      "ApplicationStart",
      "ValidateService",
    ]);
    for (const hook of Object.values(hooks).flat()) {
      await access(path.join(folder, hook?.location ?? ""), constants.X_OK);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("the buildspec publishes once, only after a good build, and exports what the release needs", async () => {
  const buildspec = parse(await readFile(path.join(application, "buildspec.yml"), "utf8")) as {
    env: { "exported-variables": string[] };
    phases: Record<string, { commands: string[] }>;
  };
  expect(buildspec.env["exported-variables"]).toEqual([
    "VERSION",
    "REVISION_KEY",
    "REVISION_OBJECT_VERSION",
    "REVISION_SHA256",
  ]);
  const commands = Object.values(buildspec.phases).flatMap((phase) => phase.commands);
  expect(commands.filter((command) => command.includes("put-object"))).toHaveLength(1);
  expect(buildspec.phases["post_build"]?.commands[0]).toBe('test "$CODEBUILD_BUILD_SUCCEEDING" = 1');
});
