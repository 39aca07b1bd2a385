import type { ClockSettings } from "../../clock/install";

/** What a function's process is started with, as JSON in its first argument. */
export interface RuntimeSettings {
  readonly clock: ClockSettings;
  /** Folder of the unpacked deployment package. */
  readonly taskRoot: string;
  /** `index.handler`. */
  readonly handler: string;
  /** JSON file of `{ "<load balancer name>:<port>": <local port> }`. */
  readonly listenersFile: string;
}

/** What the parent sends: one invocation at a time. */
export interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMegabytes: number;
  /** Wall-clock milliseconds at which the process will be killed. */
  readonly deadline: number;
}

/** AWS's shape of a failed invocation. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** Sent once, when the handler is loaded or could not be. */
export interface RuntimeReady {
  readonly ready: true;
}

/** What the process answers; `payload` is JSON. */
export type InvocationResult =
  | { readonly requestId: string; readonly payload: string }
  | { readonly requestId: string; readonly error: FunctionError };
