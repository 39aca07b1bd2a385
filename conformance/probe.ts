import type { Sandbox } from "./sandbox";

/** One behaviour of AWS that Slipway relies on. */
export interface Probe {
  /** How `docs/unproven.md` names it: `s3-missing-key`. */
  readonly id: string;
  readonly behaviour: string;
  /** Where AWS says so. */
  readonly documentation: string;
  readonly expected: string;
  /** What the endpoint did, in the words of `expected`. */
  run(sandbox: Sandbox): Promise<string>;
}

export interface ProbeGroup {
  readonly service: string;
  readonly probes: readonly Probe[];
}

interface ServiceFailure extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };
}

export function isServiceFailure(error: unknown): error is ServiceFailure {
  return error instanceof Error && "$metadata" in error;
}

/** The error's name, or `accepted`; what is no answer of a service is thrown. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "accepted";
  } catch (error) {
    if (isServiceFailure(error)) return error.name;
    throw error;
  }
}

/** `NoSuchKey 404`, or `accepted`. */
export async function refusalWithStatus(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "accepted";
  } catch (error) {
    if (isServiceFailure(error)) return `${error.name} ${error.$metadata.httpStatusCode}`;
    throw error;
  }
}

/** As `refusal`; what was accepted all the same is taken away again. */
export async function refusalOrUndo<Made>(
  sandbox: Sandbox,
  what: string,
  call: Promise<Made>,
  undo: (made: Made) => Promise<unknown>,
): Promise<string> {
  return refusal(call.then((made) => sandbox.undo(what, () => undo(made))));
}
