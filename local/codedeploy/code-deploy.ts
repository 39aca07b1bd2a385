import type { LocalContext } from "../context";
import type { Fleet } from "../fleet/fleet";
import { perform } from "../gateway/operations";
import type { LocalService, ServiceRequest, ServiceResponse } from "../gateway/service";
import { PerPlace } from "../per-place";
import { DeploymentEngine } from "./engine/deployment-engine";
import { applicationOperations } from "./operations/applications";
import { deploymentGroupOperations } from "./operations/deployment-groups";
import { deploymentOperations } from "./operations/deployments";
import { CodeDeployState } from "./state";

/** AWS CodeDeploy for EC2 in place: its API, and agents that install on the fleet's instances. */
export class CodeDeploy implements LocalService {
  readonly scopes = ["codedeploy"];
  private readonly places = new PerPlace((place) => {
    const state = new CodeDeployState(place);
    const engine = new DeploymentEngine(this.context, this.fleet, state);
    const operations = {
      ...applicationOperations(state, this.context.clock),
      ...deploymentGroupOperations(state, engine),
      ...deploymentOperations(state, engine, this.context.clock),
    };
    return { engine, operations };
  });

  constructor(
    private readonly context: LocalContext,
    private readonly fleet: Fleet,
  ) {
    fleet.onLaunched((instance) => this.places.of(instance).engine.launched(instance));
    fleet.onTerminating(async (instanceId) => {
      await Promise.all(this.places.all().map(({ engine }) => engine.terminated(instanceId)));
    });
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    return perform(this.places.of(request).operations, request);
  }

  /** Ends running scripts; the fleet ends the services. */
  async close(): Promise<void> {
    await Promise.all(this.places.all().map(({ engine }) => engine.close()));
  }
}
