import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { diagnosticsOf } from "../../../../../local/codedeploy/engine/agent/diagnostics";
import { runHookScript } from "../../../../../local/codedeploy/engine/agent/hook-script";

let archive: string;

beforeEach(async () => {
  archive = await mkdtemp(path.join(os.tmpdir(), "slipway-hook-"));
});

afterEach(() => rm(archive, { recursive: true, force: true }));

async function run(script: string | undefined, timeout = 10, abort = new AbortController().signal) {
  // Without an executable bit, which the agent sets.
  if (script !== undefined)
    await writeFile(path.join(archive, "hook.sh"), `#!/usr/bin/env bash\n${script}\n`);
  return runHookScript(
    "BeforeInstall",
    { location: "hook.sh", timeout },
    {
      archive,
      root: archive,
      environment: { ...process.env, MARK: "seen" },
      log: path.join(archive, "log"),
      abort,
    },
  ).then(
    () => "passed",
    (error: unknown) => diagnosticsOf(error),
  );
}

test("passes with the environment it is given", async () => {
  await expect(run('[[ "$MARK" == seen ]]')).resolves.toBe("passed");
});

test("reports a failure with its exit code and output", async () => {
  await expect(run("echo out; echo err >&2; exit 9")).resolves.toEqual({
    errorCode: "ScriptFailed",
    scriptName: "hook.sh",
    message: "Script at specified location: hook.sh failed with exit code 9",
    logTail: "LifecycleEvent - BeforeInstall\nScript - hook.sh\nout\nerr\n",
  });
});

test("reports a script that is missing", async () => {
  await expect(run(undefined)).resolves.toMatchObject({ errorCode: "ScriptMissing" });
});

test("ends a script that takes longer than its timeout", async () => {
  await expect(run("sleep 300", 1)).resolves.toMatchObject({
    errorCode: "ScriptTimedOut",
    message: "Script at specified location: hook.sh failed to complete in 1 seconds",
  });
});

test("ends a script with its instance", async () => {
  await expect(run("sleep 300", 60, AbortSignal.timeout(100))).resolves.toMatchObject({
    message: "Script at specified location: hook.sh was ended with its instance",
  });
});
