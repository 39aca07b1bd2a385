import { stageOf } from "../../scripts/bootstrap-stage";

const local = ["slipway-state", "key-1"];

test.each([
  ["deploys where nothing is", { bucketExists: false, remote: undefined, local: undefined }, "deploy"],
  [
    "is done where the bucket holds the state",
    { bucketExists: true, remote: local, local: undefined },
    "ready",
  ],
  ["goes on after an end before the bucket", { bucketExists: false, remote: undefined, local }, "deploy"],
  ["goes on after an end before the move", { bucketExists: true, remote: undefined, local }, "deploy"],
  [
    "forgets a local state that has moved",
    { bucketExists: true, remote: ["slipway-state", "key-1", "later"], local },
    "moved",
  ],
] as const)("%s", (_title, findings, stage) => {
  expect(stageOf("states", findings)).toBe(stage);
});

test("refuses a bucket that is there without a state", () => {
  expect(() => stageOf("states", { bucketExists: true, remote: undefined, local: undefined })).toThrow(
    "bootstrap: bucket states must be absent or hold state.tfstate, got a bucket without it",
  );
});

test("refuses to move a state over another one", () => {
  expect(() => stageOf("states", { bucketExists: true, remote: ["slipway-state", "key-2"], local })).toThrow(
    "bootstrap: the local state must be part of the one in states, got key-1 in it alone",
  );
});
