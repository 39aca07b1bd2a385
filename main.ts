import { App } from "cdktf";
import { ArtifactsStack } from "./stacks/artifacts-stack";
import { keepState, readBackend } from "./stacks/backend";
import { ConfigurationError } from "./stacks/configuration-error";
import { DeliveryStack } from "./stacks/delivery-stack";
import { ENVIRONMENTS } from "./stacks/environment";
import { estate as data } from "./stacks/environments";
import { NetworkStack } from "./stacks/network-stack";
import { parseEstate } from "./stacks/parse-estate";
import { ReleaseStack } from "./stacks/release-stack";
import { ServiceStack } from "./stacks/service-stack";
import { StateStack } from "./stacks/state-stack";

/** Every stack, in the order in which they are deployed. */
async function main(): Promise<void> {
  const estate = parseEstate(data);
  const backend = await readBackend("terraform-backend.hcl", estate);
  const app = new App();
  new StateStack(app, "state", { estate, backend });
  const artifacts = new ArtifactsStack(app, "artifacts", { estate });
  for (const name of ENVIRONMENTS) {
    const network = new NetworkStack(app, `${name}-network`, { estate, name });
    const service = new ServiceStack(app, `${name}-service`, { estate, name, network, artifacts });
    new ReleaseStack(app, `${name}-release`, { estate, name, network, service, artifacts });
  }
  new DeliveryStack(app, "delivery", { estate, artifacts });
  keepState(app, backend, process.env.SLIPWAY_LOCAL_STATE);
  app.synth();
}

main().catch((error: unknown) => {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
