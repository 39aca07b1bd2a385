import type { Place } from "../context";
import type { ServiceSession } from "../iam/authority";

/** What the gateway keeps of a function: moto drops some of it, and the runtime needs the rest. */
export interface DeployedFunction extends Place {
  readonly name: string;
  /** Fields of the create and update requests, by their API names. */
  readonly configuration: FunctionConfiguration;
  readonly zip: Buffer;
  /** Counts the changes: a process of an older revision is not used again. */
  readonly revision: number;
}

export interface FunctionConfiguration {
  readonly Role?: string;
  readonly Handler?: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly DeadLetterConfig?: unknown;
  readonly KMSKeyArn?: string;
  readonly LoggingConfig?: unknown;
  readonly TracingConfig?: unknown;
  readonly VpcConfig?: { readonly SubnetIds?: readonly string[] };
}

/** How Lambda assumes a function's role. */
export function sessionOf(name: string): ServiceSession {
  return { service: "lambda.amazonaws.com", name };
}

/** Fields that moto forgets; AWS's own default of the logging is part of every answer. */
const remembered = ["DeadLetterConfig", "KMSKeyArn", "LoggingConfig"] as const;

/** Puts what moto forgot into one of its function configurations. */
export function complete(answer: Record<string, unknown>, known: DeployedFunction): Record<string, unknown> {
  const kept = remembered.flatMap((field) => {
    const value = known.configuration[field];
    return value === undefined ? [] : [[field, value] as const];
  });
  return {
    ...answer,
    LoggingConfig: { LogFormat: "Text", LogGroup: `/aws/lambda/${known.name}` },
    ...Object.fromEntries(kept),
  };
}

/** `name`, `arn:aws:lambda:…:function:name` and `name:qualifier` all name the same function. */
export function functionName(reference: string): string {
  const parts = decodeURIComponent(reference).split(":");
  return (parts[0] === "arn" ? parts[6] : parts[0]) ?? "";
}
