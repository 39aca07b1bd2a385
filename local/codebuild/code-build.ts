import type { LocalContext } from "../context";
import { perform } from "../gateway/operations";
import type { LocalService, ServiceRequest, ServiceResponse } from "../gateway/service";
import { PerPlace } from "../per-place";
import type { BuildRun } from "./build-run";
import { codeBuildOperations } from "./operations";
import { CodeBuildState } from "./state";

/** CodeBuild: projects as Terraform keeps them, builds as CodePipeline starts them. Nothing of it is moto's. */
export class CodeBuild implements LocalService {
  readonly scopes = ["codebuild"];
  private readonly running = new Map<BuildRun, Promise<void>>();
  private readonly operations = new PerPlace((place) =>
    codeBuildOperations(new CodeBuildState(place), this.context, (run) => this.follow(run)),
  );

  constructor(private readonly context: LocalContext) {}

  handle(request: ServiceRequest): Promise<ServiceResponse> {
    return perform(this.operations.of(request), request);
  }

  async close(): Promise<void> {
    for (const run of this.running.keys()) run.end("STOPPED");
    await Promise.all(this.running.values());
  }

  private follow(run: BuildRun): void {
    const over = run.run().finally(() => this.running.delete(run));
    this.running.set(run, over);
  }
}
