import type { LocalContext } from "../context";
import { perform } from "../gateway/operations";
import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import type { Metrics } from "./metrics";
import { cloudWatchOperations } from "./operations";

/** CloudWatch's data points, in its JSON and query protocols; alarms and dashboards stay with moto. */
export class CloudWatch implements LocalService {
  readonly scopes = ["monitoring"];
  private readonly operations;

  constructor(context: Pick<LocalContext, "clock" | "lateness">, metrics: Metrics) {
    this.operations = cloudWatchOperations(context, metrics);
  }

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    return (request.operation ?? "") in this.operations ? perform(this.operations, request) : next(request);
  }
}
