import { App } from "cdktf";
import { AccountStack } from "./stacks/account-stack";
import { ArtifactsStack } from "./stacks/artifacts-stack";
import { DeliveryStack } from "./stacks/delivery-stack";
import { type Configuration, readConfiguration } from "./stacks/estate/configuration";
import { ConfigurationError } from "./stacks/estate/configuration-error";
import { deploymentsIn, placesOf } from "./stacks/estate/estate";
import { warningsOf } from "./stacks/estate/warnings";
import { keepState } from "./stacks/keep-state";
import { NetworkStack } from "./stacks/network-stack";
import { ReleaseStack } from "./stacks/release-stack";
import { ServiceStack } from "./stacks/service-stack";
import { StateStack } from "./stacks/state-stack";

/** Every stack, in the order in which they are deployed. */
export function addStacks(app: App, configuration: Configuration): App {
  const { estate } = configuration;
  new StateStack(app, "state", configuration);
  for (const place of placesOf(estate))
    new AccountStack(app, `${place.name}-account`, { configuration, place });
  const artifacts = new ArtifactsStack(app, "artifacts", { estate });
  const releases = estate.environments.flatMap((environment) => {
    const network = new NetworkStack(app, `${environment.name}-network`, { estate, environment });
    return deploymentsIn(estate, environment).map((deployment) => {
      const id = `${environment.name}-${deployment.service.name}`;
      const service = new ServiceStack(app, id, { estate, deployment, network, artifacts });
      return new ReleaseStack(app, `${id}-release`, { estate, deployment, network, service, artifacts });
    });
  });
  for (const service of estate.services)
    new DeliveryStack(app, `${service.name}-delivery`, { estate, service, artifacts, releases });
  return keepState(app, configuration, process.env.SLIPWAY_LOCAL_STATE);
}

/** Synthesizes, or says what is wrong with what an adopter wrote. */
export async function main(): Promise<void> {
  try {
    const configuration = await readConfiguration();
    warningsOf(configuration.estate).forEach((line) => console.error(line));
    addStacks(new App(), configuration).synth();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

if (require.main === module) void main();
