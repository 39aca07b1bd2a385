import { randomUUID } from "node:crypto";
import type { Place } from "../context";
import type { ServiceSession } from "../iam/authority";

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** A deployed state machine, with the fields of its API. */
export interface StateMachine extends Place {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type: string;
  readonly creationDate: number;
  readonly revisionId: string;
  readonly loggingConfiguration: object;
  readonly tracingConfiguration: object;
  readonly encryptionConfiguration: object;
  readonly tags: readonly Tag[];
}

/** How Step Functions assumes a machine's role. */
export function sessionOf(stateMachineArn: string): ServiceSession {
  return { service: "states.amazonaws.com", sourceArn: stateMachineArn, name: "states" };
}

/** AWS's defaults of what a request may leave out. */
export const defaults = {
  type: "STANDARD",
  loggingConfiguration: { level: "OFF", includeExecutionData: false },
  tracingConfiguration: { enabled: false },
  encryptionConfiguration: { type: "AWS_OWNED_KEY" },
};

export function newRevision(): string {
  return randomUUID();
}

/** What is wrong with a definition, in one line; undefined when it is valid. */
export async function problemOf(definition: string): Promise<string | undefined> {
  const { StateMachine: Engine } = await import("aws-local-stepfunctions");
  let parsed: unknown;
  try {
    parsed = JSON.parse(definition);
  } catch (error) {
    return `the definition must be JSON: ${String(error)}`;
  }
  if (definition.includes('"QueryLanguage":"JSONata"')) return "local AWS knows JSONPath only, got JSONata";
  try {
    // Its check of ARNs knows Lambda's only.
    new Engine(parsed as ConstructorParameters<typeof Engine>[0], { validationOptions: { checkArn: false } });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/\s+/g, " ") : String(error);
  }
}
