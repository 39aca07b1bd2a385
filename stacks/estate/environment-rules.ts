import { z } from "zod";
import { networkRange } from "./cidr-rules";
import type { Mistake } from "./configuration-error";
import { partitionOf, SUPPORTED_PARTITIONS } from "./regions";
import { onlyIf, type Rule, rule, wrong } from "./rule";
import { environmentSchema } from "./schema";

const { region, accept } = environmentSchema.shape;
const network = environmentSchema.shape.network.strip();

/** Of every place, the tools account too. */
export const placeRules: readonly Rule[] = [rule(z.object({ region }), ({ region }) => knownRegion(region))];

export const environmentRules: readonly Rule[] = [
  ...placeRules,
  rule(z.object({ network: network.pick({ cidr: true }), accept }), ({ network: { cidr }, accept = [] }) =>
    networkRange("network.cidr", cidr, accept.includes("public-network-range")),
  ),
  rule(z.object({ region, network: network.pick({ zones: true }) }), ({ region, network: { zones } }) =>
    zones.flatMap((zone, index) => {
      if (!zone.startsWith(region) || !/^[a-h]$/.test(zone.slice(region.length)))
        return wrong(`network.zones.${index}`, `must be a zone of ${region}, such as ${region}a`, zone);
      return onlyIf(zones.indexOf(zone) < index, `network.zones.${index}`, "must be named once", zone);
    }),
  ),
  rule(z.object({ network: network.pick({ nat: true }) }), ({ network: { nat } }) =>
    onlyIf(
      nat === "none",
      "network.nat",
      'must be "single" or "per-zone": "none" needs an internal load balancer and interface endpoints, which Slipway does not make yet',
      nat,
    ),
  ),
];

function knownRegion(region: string): Mistake[] {
  const partition = partitionOf(region);
  if (partition === undefined)
    return wrong("region", "must be one of AWS's regions, such as eu-west-1", region);
  if (SUPPORTED_PARTITIONS.includes(partition)) return [];
  const reason =
    partition === "aws-cn" ? "China's CodePipeline starts no state machine" : `nobody has tried ${partition}`;
  return wrong("region", `must lie in ${SUPPORTED_PARTITIONS.join(" or ")}, since ${reason}`, region);
}
