import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, open, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { startChild, stopChild } from "../../../processes/child";
import { isRunning, signalGroup } from "../../../processes/group";
import type { Hook } from "./app-spec";
import { HookError } from "./diagnostics";

export interface HookContext {
  readonly archive: string;
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: string;
  /** Ends the script at once. */
  readonly abort: AbortSignal;
}

/** Characters of a script's output that CodeDeploy keeps with the event. */
const logTailLength = 2048;

/** Runs one script of a hook; throws a HookError as CodeDeploy's agent reports it. */
export async function runHookScript(event: string, hook: Hook, context: HookContext): Promise<void> {
  const { archive, root, environment, log, abort } = context;
  const script = join(archive, hook.location);
  if (!existsSync(script)) {
    throw new HookError({
      errorCode: "ScriptMissing",
      scriptName: hook.location,
      message: `Script does not exist at specified location: ${script}`,
      logTail: "",
    });
  }
  // As the agent does for a zip that lost its modes.
  await chmod(script, 0o755);

  await mkdir(dirname(log), { recursive: true });
  const output = await open(log, "a");
  const { size } = await output.stat();
  try {
    await output.write(`LifecycleEvent - ${event}\nScript - ${hook.location}\n`);
    const child = startChild(script, [], { cwd: root, env: environment, output: output.fd });
    const exited: Promise<unknown[]> = once(child, "exit");
    const limit = AbortSignal.timeout(hook.timeout * 1000);
    const end = () => void stopChild(child, 1000);
    const signal = AbortSignal.any([limit, abort]);
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted && isRunning(child)) end();
    const [code] = await exited;
    signal.removeEventListener("abort", end);
    // Whatever the script left in the background; services belong to the service manager.
    signalGroup(child, "SIGKILL");

    const fail = async (errorCode: "ScriptTimedOut" | "ScriptFailed", message: string) => {
      const logTail = (await readFile(log)).subarray(size).toString("utf8").slice(-logTailLength);
      throw new HookError({ errorCode, scriptName: hook.location, message, logTail });
    };
    const place = `Script at specified location: ${hook.location}`;
    if (limit.aborted) await fail("ScriptTimedOut", `${place} failed to complete in ${hook.timeout} seconds`);
    if (abort.aborted) await fail("ScriptFailed", `${place} was ended with its instance`);
    if (code !== 0) await fail("ScriptFailed", `${place} failed with exit code ${String(code)}`);
  } finally {
    await output.close();
  }
}
