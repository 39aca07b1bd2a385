import {
  AwsError,
  type Layer,
  type Next,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service";
import { problemsOf } from "./check";
import { isReadable, protocolOf } from "./decode-request";
import { limitProblems } from "./limits";
import { modelOf, type Operation } from "./model";
import { isCommonError, malformed, refusalOf, unknownOperation } from "./refusal";

/**
 * Refuses what AWS's model of a service does not allow, before any service of ours or moto sees it, and stops an
 * answer of ours that the model does not know.
 */
export class Requests implements Layer {
  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const { service, operation: name, parameters } = request;
    const protocol = protocolOf(request);
    const operation = modelOf(service)?.operations.get(name ?? "");
    if (!operation) throw unknownOperation(protocol, service, name);
    if (!isReadable(request)) throw malformed(protocol);
    const problems = [
      ...problemsOf(operation.input, parameters),
      ...limitProblems(service, operation.name, parameters),
    ];
    const refusal = refusalOf(protocol, operation, problems);
    if (refusal) throw refusal;
    const response = await next(request).catch((error: unknown) => {
      throw declared(error, service, operation);
    });
    if (response.origin !== undefined) return response;
    throw new AwsError(
      "LocalAwsFailure",
      `${service}:${operation.name} must be answered by moto or by answer()`,
    );
  }
}

/** An error of ours must be one that the operation has on AWS: production code could not know another. */
function declared(error: unknown, service: string, { name, errors }: Operation): unknown {
  if (!(error instanceof AwsError) || !errors?.length || isCommonError(error.code)) return error;
  if (errors.includes(error.code)) return error;
  return new AwsError(
    "LocalAwsFailure",
    `${service}:${name} has no error ${error.code} in AWS's model: ${error.message}`,
  );
}
