import { HOW, permitted } from "../../conformance/permission";
import type { Probe } from "../../conformance/probe";
import { probeGroups } from "../../conformance/probes";
import { held, report, runProbes } from "../../conformance/run";
import { Sandbox } from "../../conformance/sandbox";

const account = () => Promise.resolve("222222222222");

function sandbox(signal = new AbortController().signal): Sandbox {
  return new Sandbox({ endpoint: "http://127.0.0.1:1", region: "eu-west-1", pauseMilliseconds: 1, signal });
}

function probe(id: string, run: Probe["run"]): Probe {
  return { id, behaviour: "does it", documentation: "https://docs.aws.amazon.com/", expected: "yes", run };
}

describe("which endpoint is used", () => {
  it("is none by default, and says how", async () => {
    await expect(permitted(undefined, undefined, account)).rejects.toThrow(HOW);
  });

  it("is one of this machine without a question", async () => {
    const endpoint = "http://127.0.0.1:4566";
    await expect(permitted(endpoint, undefined, account)).resolves.toEqual({ endpoint });
  });

  it("is another machine's only when that is confirmed", async () => {
    await expect(permitted("https://aws.example.com", undefined, account)).rejects.toThrow(
      "CONFIRM must be set",
    );
  });

  it("is AWS only when the account of the credentials is named", async () => {
    await expect(permitted("aws", undefined, account)).rejects.toThrow("CONFIRM must be 222222222222");
    await expect(permitted("aws", "111111111111", account)).rejects.toThrow("got 111111111111");
    await expect(permitted("aws", "222222222222", account)).resolves.toEqual({ endpoint: undefined });
  });
});

describe("a run", () => {
  it("reports what held, what did not, and what broke", async () => {
    const results = await runProbes(
      [
        {
          service: "S3",
          probes: [
            probe("a", () => Promise.resolve("yes")),
            probe("b", () => Promise.resolve("no")),
            probe("c", () => Promise.reject(new Error("broken"))),
          ],
        },
      ],
      sandbox(),
    );
    expect(results.map(held)).toEqual([true, false, false]);
    expect(report(results)).toBe(
      [
        "S3",
        "    probe  behaviour  expected  got",
        "ok  a      does it    yes",
        "NO  b      does it    yes       no",
        "NO  c      does it    yes       failed: Error: broken",
      ].join("\n"),
    );
  });

  it("begins no further probe once it is told to stop", async () => {
    const stopping = new AbortController();
    const stop = probe("a", () => {
      stopping.abort();
      return Promise.resolve("yes");
    });
    const never = probe("b", () => Promise.resolve("yes"));
    const results = await runProbes([{ service: "S3", probes: [stop, never] }], sandbox(stopping.signal));
    expect(results.map((result) => result.probe.id)).toEqual(["a"]);
  });

  it("takes away what was made, the newest first, whatever fails meanwhile", async () => {
    const made = sandbox();
    const gone: string[] = [];
    made.undo("first", () => Promise.resolve(gone.push("first")));
    made.undo("refused", () => Promise.reject(new Error("no")));
    made.undo("already gone", () => Promise.reject(Object.assign(new Error("x"), { name: "NoSuchEntity" })));
    let asked = 0;
    made.undo("in use", () =>
      asked++ === 0
        ? Promise.reject(Object.assign(new Error("x"), { name: "ResourceInUse" }))
        : Promise.resolve(gone.push("in use")),
    );
    await expect(made.cleanUp()).resolves.toEqual(["refused: Error: no"]);
    expect(gone).toEqual(["in use", "first"]);
  });

  it("makes a shared thing once", async () => {
    const made = sandbox();
    const make = jest.fn(() => Promise.resolve("thing"));
    await Promise.all([made.once("k", make), made.once("k", make)]);
    expect(make).toHaveBeenCalledTimes(1);
  });
});

describe("the probes", () => {
  const probes = probeGroups.flatMap((group) => group.probes);

  it("have names of their own, and say where AWS documents what they ask", () => {
    const ids = probes.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    for (const { documentation } of probes) {
      expect(documentation).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    }
  });

  it("fit a load balancer's 32 characters with what their run is called", () => {
    expect(sandbox().name("green").length).toBeLessThanOrEqual(32);
  });
});
