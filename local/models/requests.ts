import type { Layer, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import { problemsOf } from "./check";
import { isReadable, protocolOf } from "./decode-request";
import { limitProblems } from "./limits";
import { modelOf } from "./model";
import { malformed, refusalOf, unknownOperation } from "./refusal";

/** Refuses what AWS's model of a service does not allow, before any service of ours or moto sees it. */
export class Requests implements Layer {
  handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
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
    return next(request);
  }
}
