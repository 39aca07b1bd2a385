import { type Definition, ofPartition } from "./asl";
import { canaryStates } from "./canary-states";
import { failureStates } from "./failure-states";
import { finishStates } from "./finish-states";
import type { ReleaseFlowProps } from "./flow";
import { prepareStates } from "./prepare-states";

/**
 * The release of one environment in the Amazon States Language (JSONPath).
 *
 * lock → preflight → new fleet → deployment → smoke test → for each step: shift, watch, judge → drain →
 * record → unlock. The steps are data in the definition, walked by index. The weights go back by an SDK
 * integration, with nothing of ours between a verdict and the old colour.
 *
 * There is no machine-level timeout, since it would bypass every `Catch`; all polls count their attempts.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function releaseDefinition(props: ReleaseFlowProps): Definition {
  return {
    Comment: "Releases one revision blue-green",
    StartAt: "Input complete?",
    States: ofPartition(props.partition, {
      ...prepareStates(props),
      ...canaryStates(props),
      ...finishStates(props),
      ...failureStates(props),
    }),
  };
}
