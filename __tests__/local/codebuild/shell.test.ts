import { spawn } from "node:child_process";
import { type FileHandle, mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BuildShell } from "../../../local/codebuild/shell";

// Each test starts processes.
jest.setTimeout(30_000);

let folder: string;
let log: FileHandle;
let shell: BuildShell;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-shell-"));
  log = await open(join(folder, "log"), "a");
  const environment = { PATH: process.env["PATH"], GIVEN: "given" };
  shell = new BuildShell({
    stateFile: join(folder, "state"),
    directory: folder,
    environment,
    output: log.fd,
  });
});

afterEach(async () => {
  shell.stop();
  await log.close();
  await rm(folder, { recursive: true, force: true });
});

const logged = () => readFile(join(folder, "log"), "utf8");

test("a command finds what earlier ones exported, and their directory", async () => {
  await shell.run("export COLOUR='dark \"green\" $5 `x` \\\\'\nmkdir inner && cd inner");
  expect(
    await shell.run('test "$COLOUR" = \'dark "green" $5 `x` \\\\\' && test "$(basename "$PWD")" = inner'),
  ).toBe(0);
  expect(shell.variables(["COLOUR", "GIVEN", "ABSENT"])).toEqual({
    COLOUR: 'dark "green" $5 `x` \\\\',
    GIVEN: "given",
  });
});

test("a command that exits keeps its exports and gives its code", async () => {
  expect(await shell.run("export LATE=yes; exit 7; export NEVER=1")).toBe(7);
  expect(shell.variables(["LATE", "NEVER"])).toEqual({ LATE: "yes" });
});

test("an exported value may have several lines", async () => {
  await shell.run("export TEXT=$'one\\ntwo'");
  expect(shell.variables(["TEXT"])).toEqual({ TEXT: "one\ntwo" });
});

test("what a command leaves in the background ends with it", async () => {
  expect(await shell.run("sleep 60 & echo pid=$!")).toBe(0);
  const pid = Number(/pid=(\d+)/.exec(await logged())?.[1]);
  await expect(gone(pid)).resolves.toBe(true);
});

test("a stop ends the running command and refuses the next", async () => {
  const running = shell.run("sleep 60");
  setTimeout(() => shell.stop(), 200);
  expect(await running).toBe(1);
  expect(await shell.run("true")).toBe(1);
});

test("a command ends when the process that runs it is killed", async () => {
  const script = `
    const { openSync } = require("node:fs");
    const { BuildShell } = require(${JSON.stringify(join(__dirname, "../../../local/codebuild/shell"))});
    const output = openSync("/dev/null", "w");
    new BuildShell({ stateFile: ${JSON.stringify(join(folder, "other"))}, directory: "/", environment: process.env, output })
      .run("sleep 60 & echo $! > ${join(folder, "pid")}; wait");`;
  const owner = spawn(process.execPath, ["--import", "tsx", "--eval", script], { stdio: "ignore" });
  const pid = Number(await eventually(() => readFile(join(folder, "pid"), "utf8")));
  owner.kill("SIGKILL");
  await expect(gone(pid)).resolves.toBe(true);
});

async function eventually(read: () => Promise<string>): Promise<string> {
  for (;;) {
    const text = await read().catch(() => "");
    if (text.endsWith("\n")) return text;
    await sleep(50);
  }
}

async function gone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    const state = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    if (state === "" || state.includes(") Z ")) return true;
    await sleep(50);
  }
  return false;
}
