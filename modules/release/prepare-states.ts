import { READY_WITHIN_SECONDS } from "../blue-green/launch-hook";
import { invoke, poll, type States } from "./asl";
import { ACQUIRE, COMMON, type ReleaseFlowProps, WAY_BACK } from "./flow";

const POLL_SECONDS = 15;

/** Input fields, all strings. A missing one would end the execution by `States.Runtime`, which nothing catches. */
const INPUT = [
  "$.version",
  "$.revision.bucket",
  "$.revision.key",
  "$.revision.objectVersion",
  "$.revision.sha256",
];

/** From the lock to a new colour that is installed, healthy and tested, and has no traffic yet. */
export function prepareStates({ functionArns, deregistrationDelaySeconds }: ReleaseFlowProps): States {
  const { lock, preflight, fleet, deployment, targets, smoke } = functionArns;
  const onError = WAY_BACK;
  const size = { "size.$": "$.fleet.result.size" };
  return {
    "Input complete?": {
      Type: "Choice",
      Choices: [
        {
          And: INPUT.flatMap((Variable) => [
            { Variable, IsPresent: true },
            { Variable, IsString: true },
          ]),
          Next: "Lock",
        },
      ],
      Default: "Input incomplete",
    },
    "Input incomplete": {
      Type: "Fail",
      Error: "InvalidInput",
      Cause: `input: must have strings in ${INPUT.join(", ")}`,
    },
    Lock: invoke(lock, ACQUIRE, {
      next: "Preflight",
      resultPath: "$.lock",
      onError: { next: "Failure without lock", resultPath: "$.error" },
    }),
    // It changes nothing, so there is nothing to take back.
    Preflight: invoke(
      preflight,
      { "token.$": "$.lock.result", "revision.$": "$.revision" },
      { next: "Hold", resultPath: "$.plan", onError: { next: "Failure", resultPath: "$.error" } },
    ),
    Hold: invoke(fleet, { action: "hold", ...COMMON }, { next: "Clear", resultPath: "$.fleet", onError }),
    ...poll(
      "Clear",
      fleet,
      { action: "clear", ...COMMON },
      // What a failed release left behind may still finish its requests, and then has to terminate.
      { everySeconds: POLL_SECONDS, attempts: Math.ceil((deregistrationDelaySeconds + 600) / POLL_SECONDS) },
      { next: "Raise", onError },
    ),
    Raise: invoke(
      fleet,
      { action: "raise", ...COMMON, ...size },
      { next: "Fleet", resultPath: "$.raised", onError },
    ),
    ...poll(
      "Fleet",
      fleet,
      {
        action: "ready",
        ...COMMON,
        ...size,
        "launchTemplateVersion.$": "$.raised.result.launchTemplateVersion",
      },
      // An instance may be given up, and the one in its place be ready.
      { everySeconds: POLL_SECONDS, attempts: Math.ceil((READY_WITHIN_SECONDS + 300) / POLL_SECONDS) },
      { next: "Attach", onError },
    ),
    Attach: invoke(fleet, { action: "attach", ...COMMON }, { next: "Deploy", onError }),
    Deploy: invoke(
      deployment,
      { action: "start", ...COMMON, "revision.$": "$.revision" },
      { next: "Deployment", resultPath: "$.deployment", onError },
    ),
    ...poll(
      "Deployment",
      deployment,
      {
        action: "status",
        "token.$": "$.lock.result",
        "deploymentId.$": "$.deployment.result.deploymentId",
        ...size,
      },
      { everySeconds: POLL_SECONDS, attempts: 240 },
      { next: "Targets", onError },
    ),
    ...poll(
      "Targets",
      targets,
      { ...COMMON, ...size },
      { everySeconds: POLL_SECONDS, attempts: 40 },
      { next: "Settle", onError },
    ),
    Settle: invoke(fleet, { action: "settle", ...COMMON }, { next: "Smoke test", onError }),
    "Smoke test": invoke(smoke, { ...COMMON, "version.$": "$.version" }, { next: "Woken?", onError }),
    "Woken?": {
      Type: "Choice",
      Choices: [{ Variable: "$.plan.result.asleep", BooleanEquals: true, Next: "Old colour awake" }],
      Default: "First release?",
    },
    // It was told to wake before the new colour was: most of the time it has been up for long.
    ...poll(
      "Old colour awake",
      targets,
      { ...COMMON, ...size, of: "live" },
      { everySeconds: POLL_SECONDS, attempts: 40 },
      { next: "First release?", onError },
    ),
  };
}
