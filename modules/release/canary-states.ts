import { invoke, type State, type States } from "./asl";
import { COMMON, METRICS_LAG_SECONDS, type ReleaseFlowProps, type ReleaseStep, WAY_BACK } from "./flow";

/** Walks the steps: shift, watch, judge; an inconclusive verdict gets one more watch. */
export function canaryStates(props: ReleaseFlowProps): States {
  const { functionArns, steps, minimumRequests } = props;
  const lastStep = steps[steps.length - 1];
  if (lastStep === undefined) throw new Error("release definition: steps must not be empty, got none");
  const onError = WAY_BACK;
  const judge = (last: boolean, next: string): State =>
    invoke(
      functionArns.judge,
      {
        action: "judge",
        ...COMMON,
        lagSeconds: METRICS_LAG_SECONDS,
        "step.$": "$.steps.done",
        "steps.$": "$.steps.count",
        "weight.$": "$.steps.current.weight",
        "minimumRequests.$": "$.steps.minimumRequests",
        "shiftedAt.$": "$.shift.result.shiftedAt",
        last,
      },
      { next, resultPath: "$.verdict", onError },
    );
  const watch = (next: string): State => ({
    Type: "Wait",
    SecondsPath: "$.steps.current.watchSeconds",
    Next: next,
  });
  return {
    "First release?": {
      Type: "Choice",
      Choices: [{ Variable: "$.plan.result.first", BooleanEquals: true, Next: "Steps of a first release" }],
      Default: "Steps",
    },
    Steps: stepData(steps, minimumRequests),
    // Nobody is served yet: nothing to share the traffic with, and none to expect.
    "Steps of a first release": stepData([lastStep], 0),
    "Another step?": {
      Type: "Choice",
      Choices: [{ Variable: "$.steps.done", NumericLessThanPath: "$.steps.count", Next: "Next step" }],
      Default: "Old colour silent",
    },
    "Next step": {
      Type: "Pass",
      Parameters: {
        "items.$": "$.steps.items",
        "count.$": "$.steps.count",
        "minimumRequests.$": "$.steps.minimumRequests",
        "current.$": "States.ArrayGetItem($.steps.items, $.steps.done)",
        "done.$": "States.MathAdd($.steps.done, 1)",
      },
      ResultPath: "$.steps",
      Next: "Shift",
    },
    Shift: invoke(
      functionArns.shift,
      { ...COMMON, "weight.$": "$.steps.current.weight", "size.$": "$.fleet.result.size" },
      { next: "Watch", resultPath: "$.shift", onError },
    ),
    Watch: watch("Metrics arrive"),
    // Without it the last minutes of a watch would be judged by a part of their counts, or by none.
    "Metrics arrive": { Type: "Wait", Seconds: METRICS_LAG_SECONDS, Next: "Judge" },
    Judge: judge(false, "Verdict"),
    Verdict: {
      Type: "Choice",
      Choices: [{ Variable: "$.verdict.result.result", StringEquals: "pass", Next: "Another step?" }],
      Default: "Watch again",
    },
    "Watch again": watch("Judge again"),
    "Judge again": judge(true, "Another step?"),
  };
}

function stepData(items: readonly ReleaseStep[], minimumRequests: number): State {
  return {
    Type: "Pass",
    Result: { items, count: items.length, done: 0, minimumRequests },
    ResultPath: "$.steps",
    Next: "Another step?",
  };
}
