import { z } from "zod";
import { networkRange, ownAddress } from "./cidr-rules";
import type { Mistake } from "./configuration-error";
import { partitionOf, SUPPORTED_PARTITIONS } from "./regions";
import { onlyIf, type Rule, rule, wrong } from "./rule";
import { adoptedNetworkSchema, environmentSchema, ownNetworkSchema } from "./schema";

const { region, accept } = environmentSchema.shape;
const network = ownNetworkSchema.strip();
const adopted = adoptedNetworkSchema.shape.adopt.strip();

/** Of every place, the tools account too. */
export const placeRules: readonly Rule[] = [rule(z.object({ region }), ({ region }) => knownRegion(region))];

export const environmentRules: readonly Rule[] = [
  ...placeRules,
  rule(z.object({ network: network.pick({ cidr: true }), accept }), ({ network: { cidr }, accept = [] }) =>
    networkRange("network.cidr", cidr, accept.includes("public-network-range")),
  ),
  rule(z.object({ region, network: network.pick({ zones: true }) }), ({ region, network: { zones } }) =>
    zones.flatMap((zone, index) => {
      if (partitionOf(region) === undefined) return [];
      if (!zone.startsWith(region) || !/^[a-h]$/.test(zone.slice(region.length)))
        return wrong(`network.zones.${index}`, `must be a zone of ${region}, such as ${region}a`, zone);
      return onlyIf(zones.indexOf(zone) < index, `network.zones.${index}`, "must be named once", zone);
    }),
  ),
  rule(adopting(adopted.pick({ cidr: true })), ({ network: { adopt } }) =>
    ownAddress("network.adopt.cidr", adopt.cidr),
  ),
  rule(adopting(adopted.pick({ publicSubnetIds: true })), ({ network: { adopt } }) =>
    onlyIf(
      adopt.publicSubnetIds.length === 1,
      "network.adopt.publicSubnetIds",
      "must be none, or at least 2 in different zones",
      adopt.publicSubnetIds,
    ),
  ),
  rule(
    adopting(adopted.pick({ publicSubnetIds: true, privateSubnetIds: true })),
    ({ network: { adopt } }) => [
      ...namedOnce("network.adopt.publicSubnetIds", adopt.publicSubnetIds),
      ...namedOnce("network.adopt.privateSubnetIds", adopt.privateSubnetIds, adopt.publicSubnetIds),
    ],
  ),
  rule(adopting(adopted.pick({ natAddresses: true })), ({ network: { adopt } }) =>
    namedOnce("network.adopt.natAddresses", adopt.natAddresses),
  ),
];

function adopting<Fields extends z.ZodType>(adopt: Fields) {
  return z.object({ network: z.object({ adopt }) });
}

function namedOnce(path: string, values: readonly string[], before: readonly string[] = []): Mistake[] {
  return values.flatMap((value, index) =>
    onlyIf(
      before.includes(value) || values.indexOf(value) < index,
      `${path}.${index}`,
      "must be named once",
      value,
    ),
  );
}

function knownRegion(region: string): Mistake[] {
  const partition = partitionOf(region);
  if (partition === undefined)
    return wrong("region", "must be one of AWS's regions, such as eu-west-1", region);
  if (SUPPORTED_PARTITIONS.includes(partition)) return [];
  const reason =
    partition === "aws-cn" ? "China's CodePipeline starts no state machine" : `nobody has tried ${partition}`;
  return wrong("region", `must lie in ${SUPPORTED_PARTITIONS.join(" or ")}, since ${reason}`, region);
}
