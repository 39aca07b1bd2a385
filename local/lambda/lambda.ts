import type { CreateFunctionRequest, FunctionCode } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { clientConfiguration } from "../client-configuration";
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
import { PerPlace } from "../per-place";
import { DeployedFunction, sessionOf } from "./deployed-function";
import type { Outcome } from "./runtime/protocol";
import type { Sandbox } from "./sandbox";

/** Lambda: moto keeps the functions, the gateway their packages, and invocations run in real processes. */
export class Lambda implements LocalService {
  readonly scopes = ["lambda"];
  private readonly places = new PerPlace(() => new Map<string, DeployedFunction>());
  private readonly running = new Set<Sandbox>();

  constructor(private readonly context: LocalContext) {}

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const { operation, parameters } = request;
    const name = functionName(String(parameters.FunctionName));
    switch (operation) {
      case "Invoke":
        return this.invoke(name, request);
      case "CreateFunction":
        return this.deploy(name, parameters.Code as FunctionCode, request, next);
      case "UpdateFunctionCode":
        return this.deploy(name, parameters, request, next);
      case "UpdateFunctionConfiguration":
        return this.deploy(name, undefined, request, next);
      case "DeleteFunction": {
        const response = await next(request);
        const functions = this.places.of(request);
        if (response.status < 300) await functions.get(name)?.retire();
        if (response.status < 300) functions.delete(name);
        return response;
      }
      default:
        return next(request);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.running].map((sandbox) => sandbox.close()));
  }

  /** @param code undefined: as it was. */
  private async deploy(
    name: string,
    code: FunctionCode | undefined,
    request: ServiceRequest,
    next: Next,
  ): Promise<ServiceResponse> {
    const { account, region, parameters } = request;
    await this.tryRole(name, parameters);
    const functions = this.places.of(request);
    const known = functions.get(name);
    const zip = code ? await this.packageOf(code, request) : known?.revision.zip;
    const response = await next(request);
    if (response.status >= 300 || !zip) return response;
    await known?.retire();
    const { configuration, number = 0 } = known?.revision ?? {};
    const revision = {
      place: { account, region },
      name,
      zip,
      configuration: { ...configuration, ...parameters },
      number: number + 1,
    };
    functions.set(name, new DeployedFunction(this.context, revision, this.running));
    return response;
  }

  /** Lambda tries a role when a function gets it: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
  private async tryRole(name: string, given: Partial<CreateFunctionRequest>): Promise<void> {
    const { Role: role, VpcConfig } = given;
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

  private async packageOf(code: FunctionCode, request: ServiceRequest): Promise<Buffer> {
    const { ZipFile, S3Bucket: Bucket, S3Key: Key, S3ObjectVersion: VersionId } = code;
    if (ZipFile) return Buffer.from(ZipFile);
    const s3 = new S3(clientConfiguration(this.context, request));
    const { Body } = await s3.getObject({ Bucket, Key, VersionId });
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  private async invoke(name: string, request: ServiceRequest): Promise<ServiceResponse> {
    const deployed = this.places.of(request).get(name);
    if (!deployed) {
      const arn = `arn:aws:lambda:${request.region}:${request.account}:function:${name}`;
      throw new AwsError("ResourceNotFoundException", `Function not found: ${arn}:$LATEST`, 404);
    }
    const event = parseEvent(request.body);
    const { InvocationType } = request.parameters;
    if (InvocationType === "DryRun") return answer(request, { StatusCode: 204 });
    if (InvocationType === "Event") {
      void deployed.invoke(event).then(
        (outcome) => {
          if ("error" in outcome)
            this.context.log("lambda", `${name} failed: ${JSON.stringify(outcome.error)}`);
        },
        (error: unknown) => this.context.log("lambda", `${name} did not run: ${String(error)}`),
      );
      return answer(request, { StatusCode: 202 });
    }
    const outcome = bounded(await deployed.invoke(event));
    const failed = "error" in outcome;
    return answer(request, {
      StatusCode: 200,
      ExecutedVersion: "$LATEST",
      FunctionError: failed ? "Unhandled" : undefined,
      Payload: Buffer.from(failed ? JSON.stringify(outcome.error) : outcome.payload),
    });
  }
}

/** `name`, `arn:aws:lambda:…:function:name` and `name:qualifier` all name the same function. */
function functionName(reference: string): string {
  const parts = decodeURIComponent(reference).split(":");
  return (parts[0] === "arn" ? parts[6] : parts[0]) ?? "";
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
