import { z } from "zod";
import { LATEST_SECONDS } from "../../modules/release/office-hours-definition";
import { accountRules } from "./account-rules";
import { networkRange, ownAddress } from "./cidr-rules";
import type { Mistake } from "./configuration-error";
import { partitionOf, SUPPORTED_PARTITIONS } from "./regions";
import { onlyIf, type Rule, rule, wrong } from "./rule";
import { adoptedNetworkSchema, environmentSchema, ownNetworkSchema } from "./schema";

const { region, accept, protected: isProtected, officeHours } = environmentSchema.shape;
const hours = officeHours.unwrap().strip();
/** Hours in which fleets run, at most: closing must be over when they open again. */
const LONGEST_HOURS = 24 - LATEST_SECONDS / 3600;
const network = ownNetworkSchema.strip();
const adopted = adoptedNetworkSchema.shape.adopt.strip();

/** Of every place, the tools account too. */
export const placeRules: readonly Rule[] = [
  rule(z.object({ region }), ({ region }) => knownRegion(region)),
  ...accountRules,
];

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
  rule(
    z.object({ protected: isProtected, officeHours: z.unknown() }),
    ({ protected: isProtected, officeHours }) =>
      onlyIf(
        isProtected && officeHours !== undefined,
        "officeHours",
        "must be absent where the environment is protected, since nobody would answer its users",
        officeHours,
      ),
  ),
  rule(z.object({ officeHours: hours.pick({ days: true }) }), ({ officeHours: { days } }) =>
    namedOnce("officeHours.days", days),
  ),
  rule(z.object({ officeHours: hours.pick({ from: true, to: true }) }), ({ officeHours: { from, to } }) => {
    const open = hoursOf(to) - hoursOf(from);
    if (open <= 0) return wrong("officeHours.to", `must be later than from, ${from}`, to);
    return onlyIf(
      open > LONGEST_HOURS,
      "officeHours.to",
      `must be at most ${LONGEST_HOURS} hours after from, ${from}, since a release that runs may put closing off`,
      to,
    );
  }),
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

function hoursOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours + minutes / 60;
}
