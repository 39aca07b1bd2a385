import { App } from "cdktf";
import { ArtifactsStack } from "./stacks/artifacts-stack";
import { type Backend, keepState, readBackend } from "./stacks/backend";
import { ConfigurationError } from "./stacks/configuration-error";
import { DeliveryStack } from "./stacks/delivery-stack";
import { ENVIRONMENTS, type Estate } from "./stacks/environment";
import { estate as data } from "./stacks/environments";
import { NetworkStack } from "./stacks/network-stack";
import { parseEstate } from "./stacks/parse-estate";
import { ReleaseStack } from "./stacks/release-stack";
import { ServiceStack } from "./stacks/service-stack";
import { StateStack } from "./stacks/state-stack";

/** Every stack, in the order in which they are deployed. */
export function addStacks(app: App, estate: Estate, backend: Backend): App {
  new StateStack(app, "state", { estate, backend });
  const artifacts = new ArtifactsStack(app, "artifacts", { estate });
  const releases = ENVIRONMENTS.flatMap((name) => {
    const network = new NetworkStack(app, `${name}-network`, { estate, name });
    const service = new ServiceStack(app, `${name}-service`, { estate, name, network, artifacts });
    const release = new ReleaseStack(app, `${name}-release`, { estate, name, network, service, artifacts });
    return estate.tools.releaseTo.includes(name) ? [release] : [];
  });
  new DeliveryStack(app, "delivery", { estate, artifacts, releases });
  return keepState(app, backend, process.env.SLIPWAY_LOCAL_STATE);
}

async function main(): Promise<void> {
  const estate = parseEstate(data);
  const backend = await readBackend("terraform-backend.hcl", estate);
  addStacks(new App(), estate, backend).synth();
}

if (require.main === module)
  main().catch((error: unknown) => {
    if (!(error instanceof ConfigurationError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  });
