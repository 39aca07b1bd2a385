import { Lambda, type InvokeCommandInput } from "@aws-sdk/client-lambda";
import { sessionConfiguration, type ClientConfiguration } from "../client-configuration";
import type { LocalContext } from "../context";
import type { ServiceSession } from "../iam/authority";
import { callSdk, IntegrationError, isModeled, isServiceError } from "./aws-sdk";

/** The state machine on whose behalf tasks run. */
export interface Caller {
  readonly region: string;
  readonly roleArn: string;
  readonly stateMachineArn: string;
}

/** How Step Functions assumes a machine's role. */
export function sessionOf(stateMachineArn: string): ServiceSession {
  return { service: "states.amazonaws.com", sourceArn: stateMachineArn, name: "states" };
}

/** Does the work of one execution's task states with real SDK clients and the state machine's role. */
export class Tasks {
  private configuration: Promise<ClientConfiguration> | undefined;

  constructor(
    private readonly context: LocalContext,
    private readonly caller: Caller,
  ) {}

  async run(resource: string, input: unknown): Promise<unknown> {
    const { region, roleArn, stateMachineArn } = this.caller;
    this.configuration ??= sessionConfiguration(this.context, region, roleArn, sessionOf(stateMachineArn));
    const configuration = await this.configuration;
    if (resource === "arn:aws:states:::lambda:invoke") return invoke(configuration, input as Invocation);
    const [, service, action] = /^arn:aws:states:::aws-sdk:([a-z0-9]+):([A-Za-z0-9]+)$/.exec(resource) ?? [];
    if (service && action) return callSdk(service, action, input, configuration);
    throw new IntegrationError("States.Runtime", `local AWS cannot run the task resource ${resource}`);
  }
}

interface Invocation extends Omit<InvokeCommandInput, "Payload"> {
  readonly Payload?: unknown;
}

async function invoke(configuration: object, { Payload: event, ...parameters }: Invocation): Promise<object> {
  try {
    const { Payload, FunctionError, StatusCode, ExecutedVersion } = await new Lambda(configuration).invoke({
      ...parameters,
      Payload: event === undefined ? undefined : Buffer.from(JSON.stringify(event)),
    });
    const text = Payload?.transformToString() ?? "";
    const payload: unknown = text ? JSON.parse(text) : null;
    if (FunctionError) {
      const { errorType } = payload as { errorType?: string };
      // AWS's cause is the whole payload, for whoever parses it.
      throw new IntegrationError(errorType ?? "Lambda.Unknown", text);
    }
    return { ExecutedVersion, StatusCode, Payload: payload };
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const { httpStatusCode, requestId } = error.$metadata;
    const where = `(Service: AWSLambda; Status Code: ${httpStatusCode}; Error Code: ${error.name}; Request ID: ${requestId}; Proxy: null)`;
    throw new IntegrationError(
      `Lambda.${isModeled(error) ? error.name : "AWSLambdaException"}`,
      `${error.message} ${where}`,
    );
  }
}
