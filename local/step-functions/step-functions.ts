import type { LocalContext } from "../context";
import { perform } from "../gateway/operations";
import type { LocalService, ServiceRequest, ServiceResponse } from "../gateway/service";
import { PerPlace } from "../per-place";
import { stepFunctionsOperations } from "./operations";
import { StepFunctionsState } from "./state";

/** Step Functions Standard with JSONPath. Nothing of it is moto's. */
export class StepFunctions implements LocalService {
  readonly scopes = ["states"];
  private readonly places = new PerPlace((place) => {
    const state = new StepFunctionsState(place);
    return { state, operations: stepFunctionsOperations(state, this.context) };
  });

  constructor(private readonly context: LocalContext) {}

  handle(request: ServiceRequest): Promise<ServiceResponse> {
    return perform(this.places.of(request).operations, request);
  }

  async close(): Promise<void> {
    const executions = this.places.all().flatMap(({ state }) => [...state.executions.values()]);
    await Promise.all(executions.map((execution) => execution.abort({})));
  }
}
