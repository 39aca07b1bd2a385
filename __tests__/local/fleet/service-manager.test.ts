import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ServiceManager } from "../../../local/fleet/service-manager";

let root: string;
let services: ServiceManager;

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "slipway-services-"));
  await mkdir(path.join(root, "etc/systemd/system"), { recursive: true });
  const environment = () => Promise.resolve({ PATH: process.env.PATH, HOST: "127.0.0.1" });
  services = new ServiceManager({ root, journal: path.join(root, "journal"), environment });
});

afterEach(async () => {
  await services.stopAll();
  await rm(root, { recursive: true, force: true });
});

const unit = (content: string) =>
  writeFile(path.join(root, "etc/systemd/system/app.service"), `[Service]\n${content}\n`);
const run = (line: string) => services.systemctl(line.split(" "));
const journal = () => readFile(path.join(root, "journal/app.service.log"), "utf8").catch(() => "");

async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + 5000;
  while (!(await condition())) {
    if (Date.now() > limit)
      throw new Error(`condition: must hold within 5 s, got journal ${await journal()}`);
    await sleep(20);
  }
}

test("answers for a unit that does not exist as systemd does", async () => {
  await expect(run("stop app.service")).resolves.toMatchObject({ code: 5 });
  await expect(run("start app.service")).resolves.toMatchObject({ code: 5 });
  await expect(run("enable app.service")).resolves.toMatchObject({ code: 1 });
  await expect(run("is-active app.service")).resolves.toEqual({ code: 3, output: "inactive\n" });
  await expect(run("is-active --quiet app.service")).resolves.toEqual({ code: 3, output: "" });
  await expect(run("daemon-reload")).resolves.toMatchObject({ code: 0 });
});

test("says which verbs it does not know", async () => {
  const { code, output } = await run("mask app");
  expect(code).toBe(1);
  expect(output).toContain("'mask'");
  await expect(run("stop app other")).resolves.toMatchObject({ code: 1 });
});

test("starts, restarts and stops a service in its folder with its environment", async () => {
  await mkdir(path.join(root, "opt/app"), { recursive: true });
  await writeFile(path.join(root, "opt/app/environment"), "COLOUR=blue\n");
  const script = '"echo $A $COLOUR $HOST; pwd; exec sleep 300"';
  await unit(
    `WorkingDirectory=/opt/app\nEnvironmentFile=/opt/app/environment\nEnvironment=A=1\nExecStart=bash -c ${script}`,
  );
  const started = `1 blue 127.0.0.1\n${path.join(root, "opt/app")}\n`;

  await expect(run("start app")).resolves.toEqual({ code: 0, output: "" });
  await waitUntil(async () => (await journal()) === started);
  await run("start app");
  await run("restart app");
  await waitUntil(async () => (await journal()) === started + started);
  await expect(run("is-active app")).resolves.toEqual({ code: 0, output: "active\n" });
  await expect(run("stop app")).resolves.toMatchObject({ code: 0 });
  await expect(run("stop app")).resolves.toMatchObject({ code: 0 });

  await expect(run("is-active app")).resolves.toEqual({ code: 3, output: "inactive\n" });
});

test("starts a failed service again, and gives up when it fails too often", async () => {
  await unit("Restart=on-failure\nRestartSec=10ms\nExecStart=bash -c 'echo try; exit 7'");

  await run("start app");
  await waitUntil(async () => (await run("is-active app")).output === "failed\n");

  expect((await journal()).trim().split("\n")).toHaveLength(5);
});

test("reports a service whose environment file is missing", async () => {
  await unit("EnvironmentFile=/opt/none\nExecStart=sleep 300");
  await expect(run("start app")).rejects.toThrow("opt/none");
});
