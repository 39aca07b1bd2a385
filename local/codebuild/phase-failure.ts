/** Why a phase ended without success: CodeBuild's status code and the sentence that goes with it. */
export class PhaseFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
