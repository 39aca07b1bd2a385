import type { LocalContext } from "../context";
import { perform } from "../gateway/operations";
import type { LocalService, ServiceRequest, ServiceResponse } from "../gateway/service";
import { PerPlace } from "../per-place";
import { codePipelineOperations } from "./operations";
import { CodePipelineState } from "./state";

/** CodePipeline: keeps what Terraform deployed and runs it. Nothing of it is moto's. */
export class CodePipeline implements LocalService {
  readonly scopes = ["codepipeline"];
  private readonly places = new PerPlace((place) => {
    const state = new CodePipelineState(place);
    return { state, operations: codePipelineOperations(state, this.context) };
  });

  constructor(private readonly context: LocalContext) {}

  handle(request: ServiceRequest): Promise<ServiceResponse> {
    return perform(this.places.of(request).operations, request);
  }

  async close(): Promise<void> {
    const pipelines = this.places.all().flatMap(({ state }) => [...state.pipelines.values()]);
    await Promise.all(pipelines.map(({ engine }) => engine.close()));
  }
}
