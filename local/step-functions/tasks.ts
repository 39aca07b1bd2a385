import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { sessionConfiguration } from "../client-configuration";
import type { LocalContext } from "../context";
import { sessionOf } from "./state-machine";
import { callSdk, IntegrationError, isServiceError } from "./aws-sdk";

/** The state machine on whose behalf tasks run. */
export interface Caller {
  readonly account: string;
  readonly region: string;
  readonly roleArn: string;
  readonly stateMachineArn: string;
}

/** Does the work of task states with real SDK clients and the state machine's role. */
export class Tasks {
  private readonly configurations = new Map<string, object>();

  constructor(private readonly context: LocalContext) {}

  async run(resource: string, input: unknown, caller: Caller): Promise<unknown> {
    const configuration = await this.configurationOf(caller);
    if (resource.startsWith("arn:aws:lambda:")) {
      return (await invoke(configuration, { FunctionName: resource, Payload: input })).Payload;
    }
    const [, service = "", action = ""] =
      /^arn:aws:states:::aws-sdk:([a-z0-9]+):([A-Za-z0-9]+)$/.exec(resource) ?? [];
    if (resource === "arn:aws:states:::lambda:invoke") return invoke(configuration, input);
    if (!service)
      throw new IntegrationError("States.Runtime", `local AWS cannot run the task resource ${resource}`);
    return callSdk({ service, action, input, configuration });
  }

  /** One per role, since clients are kept by it. */
  private async configurationOf({ region, roleArn, stateMachineArn }: Caller): Promise<object> {
    const known = this.configurations.get(`${stateMachineArn} ${roleArn}`);
    if (known) return known;
    const session = sessionOf(stateMachineArn);
    const configuration = await sessionConfiguration(this.context, region, roleArn, session);
    this.configurations.set(`${stateMachineArn} ${roleArn}`, configuration);
    return configuration;
  }
}

interface InvokeInput {
  readonly FunctionName?: string;
  readonly Payload?: unknown;
  readonly InvocationType?: "RequestResponse" | "Event" | "DryRun";
  readonly Qualifier?: string;
}

async function invoke(configuration: object, input: unknown): Promise<{ Payload: unknown }> {
  const { Payload: event, ...parameters } = input as InvokeInput;
  const client = new LambdaClient(configuration);
  try {
    const { Payload, FunctionError, StatusCode, ExecutedVersion } = await client.send(
      new InvokeCommand({
        FunctionName: undefined,
        ...parameters,
        Payload: event === undefined ? undefined : Buffer.from(JSON.stringify(event)),
      }),
    );
    const text = Payload?.transformToString() ?? "";
    const payload: unknown = text ? JSON.parse(text) : null;
    if (FunctionError) {
      const { errorType } = payload as { errorType?: string };
      // AWS's cause is the whole payload, for whoever parses it.
      throw new IntegrationError(errorType ?? "Lambda.Unknown", text);
    }
    return { ...{ ExecutedVersion, StatusCode }, Payload: payload };
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const { httpStatusCode, requestId } = error.$metadata;
    const where = `(Service: AWSLambda; Status Code: ${httpStatusCode}; Error Code: ${error.name}; Request ID: ${requestId}; Proxy: null)`;
    // What Lambda's API does not model, a refusal among it, comes under its general name.
    const modeled = error.constructor.name === error.name;
    throw new IntegrationError(
      `Lambda.${modeled ? error.name : "AWSLambdaException"}`,
      `${error.message} ${where}`,
    );
  } finally {
    client.destroy();
  }
}
