import type { Diagnostics } from "@aws-sdk/client-codedeploy";

export const SUCCESS: Diagnostics = {
  errorCode: "Success",
  scriptName: "",
  message: "Succeeded",
  logTail: "",
};

/** Why a script of a hook failed, as the APIs show it. */
export class HookError extends Error {
  constructor(readonly diagnostics: Diagnostics) {
    super(diagnostics.message);
  }
}

export function diagnosticsOf(error: unknown): Diagnostics {
  if (error instanceof HookError) return error.diagnostics;
  const message = error instanceof Error ? error.message : String(error);
  return { errorCode: "UnknownError", scriptName: "", message, logTail: "" };
}
