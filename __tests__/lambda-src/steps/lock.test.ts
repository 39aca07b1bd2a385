import { acquire } from "../../../lambda-src/steps/lock";

const holder = { owner: "arn:release:1", generation: 3 };

function acquireFrom(status: string) {
  const lock = { holder: () => Promise.resolve(holder), take: () => Promise.resolve(true) };
  return acquire(lock, { status: () => Promise.resolve(status) }, "arn:release:2");
}

test.each(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "GONE"])(
  "takes the lock over from an execution that is %s",
  async (status) => {
    expect(await acquireFrom(status)).toEqual({ owner: "arn:release:2", generation: 4 });
  },
);

test.each(["RUNNING", "PENDING_REDRIVE", "a status of tomorrow"])(
  "leaves the lock to an execution that is %s",
  async (status) => {
    await expect(acquireFrom(status)).rejects.toMatchObject({
      name: "LockHeld",
      message: "release lock: must be free, got held by arn:release:1",
    });
  },
);
