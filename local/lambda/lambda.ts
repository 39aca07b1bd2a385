import type { LocalContext } from "../context";
import {
  AwsError,
  type LocalService,
  type Next,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service";
import { refusedAs } from "../iam/refusal";
import { connectToVpc } from "../iam/service-actions";
import { answer } from "../models/answer";
import {
  complete,
  functionName,
  sessionOf,
  type DeployedFunction,
  type FunctionConfiguration,
} from "./functions";
import { packageOf } from "./package";
import { Runner } from "./runner";
import type { Outcome } from "./sandbox";

/** Lambda: moto keeps the functions, the gateway their packages, and invocations run in real processes. */
export class Lambda implements LocalService {
  readonly scopes = ["lambda"];
  private readonly functions = new Map<string, DeployedFunction>();
  private readonly runner: Runner;

  constructor(private readonly context: LocalContext) {
    this.runner = new Runner(context);
  }

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const { operation, parameters } = request;
    const name = functionName(String(parameters.FunctionName));
    switch (operation) {
      case "CreateFunction":
        return this.create(name, request, next);
      case "Invoke":
        return this.invoke(name, request);
      case "UpdateFunctionCode":
        return this.update(name, request, next, { zip: await packageOf(parameters, request, this.context) });
      case "UpdateFunctionConfiguration":
        await this.tryRole(name, parameters);
        return this.update(name, request, next, { configuration: parameters });
      case "DeleteFunction":
        return this.remove(name, request, next);
      case "GetFunction":
      case "GetFunctionConfiguration":
        return this.completed(name, request, await next(request));
      default:
        return next(request);
    }
  }

  async close(): Promise<void> {
    await this.runner.close();
  }

  private async create(name: string, request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const { account, region, parameters } = request;
    await this.tryRole(name, parameters);
    const zip = await packageOf(parameters.Code ?? {}, request, this.context);
    const response = await next(request);
    if (response.status >= 300) return response;
    this.functions.set(keyOf(request, name), {
      account,
      region,
      name,
      zip,
      configuration: parameters,
      revision: 1,
    });
    return this.completed(name, request, response);
  }

  /** Lambda tries a role when a function gets it: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
  private async tryRole(name: string, { Role: role, VpcConfig }: FunctionConfiguration): Promise<void> {
    if (role === undefined) return;
    const refused = (message: string) => refusedAs(new AwsError("InvalidParameterValueException", message));
    const session = sessionOf(name);
    await this.context.iam
      .assume(role, session)
      .catch(refused("The role defined for the function cannot be assumed by Lambda."));
    if (!VpcConfig?.SubnetIds?.length) return;
    const message =
      "The provided execution role does not have permissions to call CreateNetworkInterface on EC2";
    await this.context.iam.act(role, session, connectToVpc).catch(refused(message));
  }

  private async update(
    name: string,
    request: ServiceRequest,
    next: Next,
    change: { readonly zip?: Buffer; readonly configuration?: FunctionConfiguration },
  ): Promise<ServiceResponse> {
    const response = await next(request);
    const known = this.functions.get(keyOf(request, name));
    if (response.status >= 300 || !known) return response;
    await this.runner.retire(known);
    this.functions.set(keyOf(request, name), {
      ...known,
      zip: change.zip ?? known.zip,
      configuration: { ...known.configuration, ...change.configuration },
      revision: known.revision + 1,
    });
    return this.completed(name, request, response);
  }

  private async remove(name: string, request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const response = await next(request);
    const known = this.functions.get(keyOf(request, name));
    if (response.status < 300 && known) {
      this.functions.delete(keyOf(request, name));
      await this.runner.retire(known);
    }
    return response;
  }

  private async invoke(name: string, request: ServiceRequest): Promise<ServiceResponse> {
    const known = this.functions.get(keyOf(request, name));
    if (!known) {
      const arn = `arn:aws:lambda:${request.region}:${request.account}:function:${name}`;
      throw new AwsError("ResourceNotFoundException", `Function not found: ${arn}:$LATEST`, 404);
    }
    const event = parseEvent(request.body);
    const { InvocationType } = request.parameters;
    if (InvocationType === "DryRun") return answer(request, { StatusCode: 204 });
    if (InvocationType === "Event") {
      void this.runner.invoke(known, event).then(
        (outcome) => {
          if ("error" in outcome)
            this.context.log("lambda", `${name} failed: ${JSON.stringify(outcome.error)}`);
        },
        (error: unknown) => this.context.log("lambda", `${name} did not run: ${String(error)}`),
      );
      return answer(request, { StatusCode: 202 });
    }
    const outcome = bounded(await this.runner.invoke(known, event));
    const failed = "error" in outcome;
    return answer(request, {
      StatusCode: 200,
      ExecutedVersion: "$LATEST",
      FunctionError: failed ? "Unhandled" : undefined,
      Payload: Buffer.from(failed ? JSON.stringify(outcome.error) : outcome.payload),
    });
  }

  /** Puts what moto forgot into its answer, be it a configuration or a function with one. */
  private completed(name: string, request: ServiceRequest, response: ServiceResponse): ServiceResponse {
    const known = this.functions.get(keyOf(request, name));
    if (response.status >= 300 || !known) return response;
    const told = JSON.parse(response.body.toString()) as Record<string, unknown>;
    const configuration = told.Configuration as Record<string, unknown> | undefined;
    const body = configuration
      ? { ...told, Configuration: complete(configuration, known) }
      : complete(told, known);
    return { ...response, body: JSON.stringify(body) };
  }
}

function keyOf({ account, region }: ServiceRequest, name: string): string {
  return `${account}/${region}/${name}`;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LARGEST_PAYLOAD_BYTES = 6_291_556;

function bounded(outcome: Outcome): Outcome {
  if ("error" in outcome || Buffer.byteLength(outcome.payload) <= LARGEST_PAYLOAD_BYTES) return outcome;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${LARGEST_PAYLOAD_BYTES} bytes).`;
  return { error: { errorType: "Function.ResponseSizeTooLarge", errorMessage } };
}

function parseEvent(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new AwsError("InvalidRequestContentException", "Could not parse request body into json");
  }
}
