import type { LocalContext } from "../context";
import {
  AwsError,
  json,
  type LocalService,
  type Next,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service";
import { complete, functionName, type DeployedFunction, type FunctionConfiguration } from "./functions";
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
    const [, reference, part] =
      /^\/2015-03-31\/functions(?:\/([^/]+))?(?:\/([^/]+))?\/?$/.exec(request.path) ?? [];
    if (request.path.startsWith("/2015-03-31/functions")) {
      if (!reference && request.method === "POST") return this.create(request, next);
      if (reference)
        return this.onFunction(functionName(reference), `${request.method} ${part ?? ""}`, request, next);
    }
    return next(request);
  }

  async close(): Promise<void> {
    await this.runner.close();
  }

  private async onFunction(
    name: string,
    call: string,
    request: ServiceRequest,
    next: Next,
  ): Promise<ServiceResponse> {
    switch (call) {
      case "POST invocations":
        return this.invoke(name, request);
      case "PUT code":
        return this.update(name, request, next, {
          zip: await packageOf(request.input, request, this.context),
        });
      case "PUT configuration":
        return this.update(name, request, next, { configuration: request.input });
      case "DELETE ":
        return this.remove(name, request, next);
      case "GET ":
      case "GET configuration":
        return this.completed(name, request, await next(request));
      default:
        return next(request);
    }
  }

  private async create(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const { account, region, input } = request;
    const name = functionName(String(input.FunctionName));
    const zip = await packageOf(input.Code ?? {}, request, this.context);
    const response = await next(request);
    if (response.status >= 300) return response;
    this.functions.set(keyOf(request, name), {
      account,
      region,
      name,
      zip,
      configuration: input,
      revision: 1,
    });
    return this.completed(name, request, response);
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
    const type = request.headers["x-amz-invocation-type"];
    if (type === "DryRun") return { status: 204, headers: {}, body: "" };
    if (type === "Event") {
      void this.runner.invoke(known, event).then(
        (outcome) => {
          if ("error" in outcome)
            this.context.log("lambda", `${name} failed: ${JSON.stringify(outcome.error)}`);
        },
        (error: unknown) => this.context.log("lambda", `${name} did not run: ${String(error)}`),
      );
      return { status: 202, headers: {}, body: "" };
    }
    const outcome = bounded(await this.runner.invoke(known, event));
    const headers = { "content-type": "application/json", "x-amz-executed-version": "$LATEST" };
    return "error" in outcome
      ? {
          status: 200,
          headers: { ...headers, "x-amz-function-error": "Unhandled" },
          body: JSON.stringify(outcome.error),
        }
      : { status: 200, headers, body: outcome.payload };
  }

  /** Puts what moto forgot into its answer, be it a configuration or a function with one. */
  private completed(name: string, request: ServiceRequest, response: ServiceResponse): ServiceResponse {
    const known = this.functions.get(keyOf(request, name));
    if (response.status >= 300 || !known) return response;
    const answer = JSON.parse(response.body.toString()) as Record<string, unknown>;
    const configuration = answer.Configuration as Record<string, unknown> | undefined;
    const body = configuration
      ? { ...answer, Configuration: complete(configuration, known) }
      : complete(answer, known);
    return json(body, response.status);
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
