import type { Diagnostics } from "@aws-sdk/client-codedeploy";

/** Why a lifecycle event failed, as the APIs show it. */
export class HookError extends Error {
  constructor(
    readonly errorCode: NonNullable<Diagnostics["errorCode"]>,
    readonly scriptName: string,
    message: string,
    readonly logTail = "",
  ) {
    super(message);
    this.name = errorCode;
  }

  static diagnosticsOf(error: unknown): Diagnostics {
    if (error instanceof HookError) {
      const { errorCode, scriptName, message, logTail } = error;
      return { errorCode, scriptName, message, logTail };
    }
    const message = error instanceof Error ? error.message : String(error);
    return { errorCode: "UnknownError", scriptName: "", message, logTail: "" };
  }
}
