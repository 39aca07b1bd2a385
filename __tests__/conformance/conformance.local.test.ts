import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { probeGroups } from "../../conformance/probes";
import { held, report, runProbes } from "../../conformance/run";
import { Sandbox } from "../../conformance/sandbox";
import { LocalAws } from "../../local/local-aws";

jest.setTimeout(180_000);

/** Probes that local AWS does not hold to yet: one that begins to hold has to leave the list. */
const differing: readonly string[] = [];

it("holds local AWS to what Slipway relies on, and leaves nothing behind", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "slipway-conformance-"));
  const aws = await new LocalAws({ folder, speed: 60 }).start();
  const sandbox = new Sandbox({
    endpoint: aws.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    pauseMilliseconds: 100,
    signal: new AbortController().signal,
  });
  try {
    const results = await runProbes(probeGroups, sandbox);
    const stayed = await sandbox.cleanUp();
    const failed = results.filter((result) => !held(result));
    if (failed.length !== differing.length) console.log(report(failed));
    expect(failed.map(({ probe }) => probe.id)).toEqual(differing);
    expect(stayed).toEqual([]);
  } finally {
    await aws.close();
    await rm(folder, { recursive: true, force: true });
  }
});
