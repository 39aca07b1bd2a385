import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startChild, stopChild } from "../../../local/processes/child";
import { isRunning } from "../../../local/processes/group";

async function waitUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > limit) throw new Error("condition: must hold within 10 s, got no change");
    await sleep(20);
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function withOutput(
  use: (output: number, read: () => Promise<string>) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "slipway-child-"));
  const file = path.join(folder, "output");
  const handle = await open(file, "a");
  try {
    await use(handle.fd, () => readFile(file, "utf8"));
  } finally {
    await handle.close();
    await rm(folder, { recursive: true, force: true });
  }
}

test("a child dies with its parent, even when the parent is killed", async () => {
  const parent = spawn(process.execPath, ["--import", "tsx", path.join(__dirname, "parent.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(String(line));
  expect(exists(pid)).toBe(true);

  parent.kill("SIGKILL");

  await waitUntil(() => !exists(pid));
}, 20_000);

test("a child that ignores SIGTERM is killed with its group after the grace", () =>
  withOutput(async (output, read) => {
    const script = "trap '' TERM; sleep 300 & echo $!; while true; do sleep 0.1; done";
    const child = startChild("bash", ["-c", script], { cwd: "/", env: process.env, output });
    await waitUntil(async () => /\d+\n/.test(await read()));

    await stopChild(child, 100);

    expect(isRunning(child)).toBe(false);
    const background = Number(await read());
    await waitUntil(() => !exists(background));
  }));

test("a child that ends on SIGTERM is not waited for longer", () =>
  withOutput(async (output) => {
    const child = startChild("sleep", ["300"], { cwd: "/", env: process.env, output });
    await once(child, "spawn");
    const started = Date.now();

    await stopChild(child, 30_000);

    expect(Date.now() - started).toBeLessThan(5000);
  }));
