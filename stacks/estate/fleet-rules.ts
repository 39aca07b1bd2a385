import { z } from "zod";
import { privateAddresses } from "./cidr-rules";
import type { Mistake } from "./configuration-error";
import { onlyIf, type Rule, rule } from "./rule";
import { adoptedNetworkSchema, deploymentSchema, environmentSchema, ownNetworkSchema } from "./schema";

const network = ownNetworkSchema.strip();
const adopted = adoptedNetworkSchema.shape.adopt.strip();
const fleet = deploymentSchema.shape.fleet.strip();
/** Zones of a network; of one that was there before, no more than it has subnets. */
const zones = z.union([
  network.pick({ zones: true }).transform(({ zones }) => zones.length),
  z
    .object({ adopt: adopted.pick({ privateSubnetIds: true }) })
    .transform(({ adopt }) => adopt.privateSubnetIds.length),
]);

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/limitations-placement-groups.html */
const SPREAD_IN_A_ZONE = 7;
/** See SPREAD_IN_A_ZONE. */
const DEDICATED_PARTITIONS = 2;

/** Of a deployment's fleet; `environment` is where it is deployed. */
export const fleetRules: readonly Rule[] = [
  rule(
    z.object({ fleet: fleet.pick({ instanceType: true, amiParameter: true }) }),
    ({ fleet: { instanceType, amiParameter } }) => {
      const architecture = architectureOf(instanceType);
      return onlyIf(
        // AWS ends the names of its image parameters so; about other names nothing is known here.
        amiParameter.endsWith(architecture === "arm64" ? "x86_64" : "arm64"),
        "fleet.amiParameter",
        `must name an image for ${architecture}, as ${instanceType} is`,
        amiParameter,
      );
    },
  ),
  rule(
    z.object({ fleet: fleet.pick({ imageIsReady: true, agentSha256: true }) }),
    ({ fleet: { imageIsReady, agentSha256 } }) =>
      onlyIf(
        imageIsReady && agentSha256 !== "unchecked",
        "fleet.agentSha256",
        'must be "unchecked" where the image is ready, since no agent is installed then',
        agentSha256,
      ),
  ),
  rule(
    z.object({ fleet: fleet.pick({ instanceType: true, cpuCredits: true }) }),
    ({ fleet: { instanceType, cpuCredits } }) => {
      const burstable = hasCredits(instanceType);
      return onlyIf(
        burstable === (cpuCredits === "none"),
        "fleet.cpuCredits",
        burstable
          ? `must be "standard" or "unlimited", as ${instanceType} has credits`
          : `must be "none", as ${instanceType} has no credits`,
        cpuCredits,
      );
    },
  ),
  rule(
    z.object({ fleet: fleet.pick({ instanceType: true, mixedInstances: true }) }),
    ({ fleet: { instanceType, mixedInstances } }) => likeTypes(instanceType, mixedInstances?.alternatives),
  ),
  rule(
    z.object({ fleet: fleet.pick({ maximum: true, mixedInstances: true }) }),
    ({ fleet: { maximum, mixedInstances } }) => {
      const { onDemandBase = 0 } = mixedInstances ?? {};
      return onlyIf(
        onDemandBase > maximum,
        "fleet.mixedInstances.onDemandBase",
        `must be at most the maximum, ${maximum}`,
        onDemandBase,
      );
    },
  ),
  rule(
    z.object({
      environment: environmentSchema.pick({ protected: true }).strip(),
      fleet: fleet.pick({ minimum: true, mixedInstances: true }),
    }),
    ({ environment, fleet: { minimum, mixedInstances } }) => {
      const { onDemandBase = 0 } = mixedInstances ?? {};
      return onlyIf(
        environment.protected && usesSpot(mixedInstances) && onDemandBase < minimum,
        "fleet.mixedInstances.onDemandBase",
        `must be at least the minimum, ${minimum}, since the environment is protected and all spot instances may be taken back at once`,
        onDemandBase,
      );
    },
  ),
  rule(
    z.object({
      environment: z.object({ network: zones }),
      fleet: fleet.pick({ maximum: true, placement: true }),
    }),
    ({ environment, fleet: { maximum, placement } }) => {
      const room = SPREAD_IN_A_ZONE * environment.network;
      return onlyIf(
        placement === "spread" && maximum > room,
        "fleet.maximum",
        `must be at most ${room}, since fleet.placement "spread" holds ${SPREAD_IN_A_ZONE} running instances in each zone`,
        maximum,
      );
    },
  ),
  rule(
    z.object({ fleet: fleet.pick({ tenancy: true, placement: true }) }),
    ({ fleet: { tenancy, placement } }) => {
      const fits =
        placement === "none" || (placement !== "spread" && placement.partitions <= DEDICATED_PARTITIONS);
      return onlyIf(
        tenancy === "dedicated" && !fits,
        "fleet.placement",
        `must be "none", or have at most ${DEDICATED_PARTITIONS} partitions, with fleet.tenancy "dedicated"`,
        placement,
      );
    },
  ),
  rule(z.object({ fleet: fleet.pick({ minimum: true, maximum: true }) }), ({ fleet: { minimum, maximum } }) =>
    onlyIf(minimum > maximum, "fleet.minimum", `must be at most the maximum, ${maximum}`, minimum),
  ),
  rule(
    z.object({
      environment: z.object({ network: network.pick({ cidr: true, zones: true }) }),
      fleet: fleet.pick({ maximum: true }),
    }),
    ({ environment, fleet: { maximum } }) => {
      const { cidr, zones } = environment.network;
      const addresses = privateAddresses(cidr, zones);
      if (addresses === undefined) return [];
      const room = Math.floor(addresses / 2);
      return onlyIf(
        maximum > room,
        "fleet.maximum",
        `must be at most ${room}, since a release at peak needs it twice in the ${addresses} private addresses of ${cidr}`,
        maximum,
      );
    },
  ),
];

/** Graviton families carry a `g` right after their generation: `m7g`, `c6gn`, `im4gn`; `a1` is older than that. */
function architectureOf(instanceType: string): "x86_64" | "arm64" {
  return /^(a1\.|[a-z]+\d+g)/.test(instanceType) ? "arm64" : "x86_64";
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances.html */
function hasCredits(instanceType: string): boolean {
  return /^t\d/.test(instanceType);
}

/** One launch template says image and credits for all of them. */
function likeTypes(instanceType: string, alternatives: readonly string[] = []): Mistake[] {
  const credits = hasCredits(instanceType)
    ? `must have CPU credits, as ${instanceType} has`
    : `must have no CPU credits, as ${instanceType} has none`;
  return alternatives.flatMap((type, index) => {
    const path = `fleet.mixedInstances.alternatives.${index}`;
    return [
      ...onlyIf(
        [instanceType, ...alternatives].indexOf(type) <= index,
        path,
        "must be named once, and not be fleet.instanceType",
        type,
      ),
      ...onlyIf(
        architectureOf(type) !== architectureOf(instanceType),
        path,
        `must be for ${architectureOf(instanceType)}, as ${instanceType} is`,
        type,
      ),
      ...onlyIf(hasCredits(type) !== hasCredits(instanceType), path, credits, type),
    ];
  });
}

export function usesSpot(mixed: { readonly onDemandPercentAboveBase?: number | undefined } = {}): boolean {
  const { onDemandPercentAboveBase = 100 } = mixed;
  return onDemandPercentAboveBase < 100;
}
