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

/** What the process answers; `payload` is JSON. Before the first answer it says once that the handler is loaded. */
export type Outcome = { readonly payload: string } | { readonly error: FunctionError };
