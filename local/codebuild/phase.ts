import type { BuildPhaseType } from "@aws-sdk/client-codebuild";
import type { Phase } from "./build";

/** Why a phase ended without success: CodeBuild's status code and the sentence that goes with it. */
export class PhaseFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Runs a phase's work and says what came of it, as CodeBuild does; never throws. */
export async function runPhase(
  name: BuildPhaseType,
  work: () => Promise<void>,
  now: () => Date,
): Promise<Phase> {
  const startTime = now();
  const failure = await work().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  const endTime = now();
  return {
    phaseType: name,
    phaseStatus: failure === undefined ? "SUCCEEDED" : "FAILED",
    startTime,
    endTime,
    durationInSeconds: Math.round((endTime.getTime() - startTime.getTime()) / 1000),
    contexts: [contextOf(failure)],
  };
}

function contextOf(failure: Error | undefined): { statusCode: string; message: string } {
  if (failure === undefined) return { statusCode: "", message: "" };
  const statusCode = failure instanceof PhaseFailure ? failure.code : "CLIENT_ERROR";
  return { statusCode, message: failure.message };
}
