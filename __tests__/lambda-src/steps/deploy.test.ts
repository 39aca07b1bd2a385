import { start, status } from "../../../lambda-src/steps/deploy";
import type { Deployment, InstanceFailure } from "../../../lambda-src/model/ports";

const failed: Deployment = {
  status: "Failed",
  description: "",
  succeeded: 0,
  error: "HEALTH_CONSTRAINTS: too many instances failed",
};
const polling = { attempt: 0, attempts: 2 };

function deployments(deployment: Deployment, failures: () => Promise<InstanceFailure[]>) {
  return { get: () => Promise.resolve(deployment), failures };
}

function failure(instance: string, log: string): InstanceFailure {
  return {
    instance,
    event: "ValidateService",
    script: "scripts/validate-service.sh",
    message: "exit code 22",
    log,
  };
}

test("names instance, event, script and the script's last words", async () => {
  const log =
    "LifecycleEvent - ValidateService\nScript - scripts/validate-service.sh\n[stdout]asking\n[stderr]curl: (22) got 503\n";
  const world = deployments(failed, () => Promise.resolve([failure("i-1", log)]));
  await expect(status(world, "d-1", 2, polling)).rejects.toThrow(
    "deployment d-1: must succeed on all instances, got Failed on 0 of 2 instances: " +
      "i-1 failed in ValidateService (scripts/validate-service.sh): asking / curl: (22) got 503",
  );
});

test("says once what a script repeats", async () => {
  const log =
    "[stdout]asking\n[stderr]curl: (22) got 503\n[stderr]curl: (22) got 503\n[stderr]curl: (22) got 503\n";
  const world = deployments(failed, () => Promise.resolve([failure("i-1", log)]));
  await expect(status(world, "d-1", 2, polling)).rejects.toThrow(/: asking \/ curl: \(22\) got 503$/);
});

test("tells two instances and counts the others", async () => {
  const world = deployments(failed, () =>
    Promise.resolve(["i-1", "i-2", "i-3", "i-4"].map((id) => failure(id, ""))),
  );
  await expect(status(world, "d-1", 4, polling)).rejects.toThrow(
    /: i-1 failed in .*: exit code 22; i-2 failed in .*; and 2 more$/,
  );
});

test("shortens a long output to its end", async () => {
  const world = deployments(failed, () => Promise.resolve([failure("i-1", `${"x".repeat(2000)} the end`)]));
  await expect(status(world, "d-1", 2, polling)).rejects.toThrow(/: …x{292} the end$/);
});

test("tells CodeDeploy's own words when no event failed on an instance", async () => {
  const world = deployments(failed, () => Promise.resolve([]));
  await expect(status(world, "d-1", 2, polling)).rejects.toThrow(
    /: HEALTH_CONSTRAINTS: too many instances failed$/,
  );
});

test("still tells the failure when the instances cannot be asked", async () => {
  const world = deployments(failed, () => Promise.reject(new Error("throttled")));
  await expect(status(world, "d-1", 2, polling)).rejects.toThrow(
    /got Failed on 0 of 2 instances: .*throttled.*HEALTH_CONSTRAINTS/,
  );
});

test("says that a deployment took too long, and leaves stopping it to the clean-up", async () => {
  const world = deployments({ ...failed, status: "InProgress" }, () => Promise.resolve([]));
  await expect(status(world, "d-1", 2, { attempt: 1, attempts: 2 })).rejects.toThrow(
    "deployment d-1: must end in time, got InProgress on 0 of 2 instances (asked 2 times)",
  );
});

test("starts no second deployment when the call is repeated, and none beside somebody else's", async () => {
  const world = {
    lock: { holder: () => Promise.resolve({ owner: "arn:release:1", generation: 1 }) },
    deployments: {
      attach: () => Promise.resolve(),
      running: () => Promise.resolve(["d-1"]),
      create: () => Promise.resolve("d-2"),
      get: () => Promise.resolve({ ...failed, status: "InProgress", description: "arn:release:1" }),
    },
  };
  const plan = { stable: null, asleep: false, candidate: "green" as const, wayBack: [], first: true };
  const revision = { bucket: "b", key: "k", objectVersion: "1", sha256: "a".repeat(64) };
  const by = (owner: string) => start(world, { owner, generation: 1 }, plan, revision);
  await expect(by("arn:release:1")).resolves.toEqual({ deploymentId: "d-1" });
  await expect(by("arn:release:2")).rejects.toThrow(
    "deployment group green: must be idle, got d-1 in flight",
  );
});
