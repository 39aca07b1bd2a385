import { z } from "zod";
import { overlap, parseCidr } from "../../modules/networking/cidr";
import { sharedAccounts } from "./account-rules";
import { privateAddresses } from "./cidr-rules";
import { type Mistake, valueAt } from "./configuration-error";
import { deploymentRules } from "./deployment-rules";
import { environmentRules, placeRules } from "./environment-rules";
import { nameMistakes } from "./name-rules";
import { partitionOf } from "./regions";
import { below, onlyIf, rule, wrong } from "./rule";
import { adoptedNetworkSchema, environmentSchema, ownNetworkSchema } from "./schema";
import { serviceRules } from "./service-rules";

/** Where networks have their addresses, and whether they were there before. */
const ranges = z.union([
  ownNetworkSchema
    .pick({ cidr: true })
    .strip()
    .transform(({ cidr }) => ({ cidr, adopted: false })),
  z
    .object({ adopt: adoptedNetworkSchema.shape.adopt.pick({ cidr: true }).strip() })
    .transform(({ adopt: { cidr } }) => ({ cidr, adopted: true })),
]);
const { region } = environmentSchema.shape;

/** What is wrong with fields that are right one by one: in a place or a service, and between them. */
export function brokenRules(data: unknown): Mistake[] {
  const environments = entriesOf(data, "environments");
  const services = entriesOf(data, "services");
  const known = valueAt(data, ["environments"]) === object(valueAt(data, ["environments"]));
  const order = known ? environments.map(([name]) => name) : undefined;
  return [
    ...below(["tools"], all(placeRules, valueAt(data, ["tools"]))),
    ...environments.flatMap(([name, environment]) =>
      below(["environments", name], all(environmentRules, environment)),
    ),
    ...sharedAccounts([
      { at: ["tools"], data: valueAt(data, ["tools"]) },
      ...environments.map(([name, environment]) => ({
        at: ["environments", name] as const,
        data: environment,
      })),
    ]),
    ...disjointNetworks(environments),
    ...environments.flatMap(([name, environment]) =>
      below(["environments", name], sameRegion(valueAt(data, ["tools", "region"]), environment)),
    ),
    ...services.flatMap(([name, service]) => [
      ...below(["services", name], all(serviceRules, { ...object(service), order })),
      ...entriesOf(service, "environments").flatMap(([environment, deployment]) =>
        below(
          ["services", name, "environments", environment],
          all(deploymentRules, {
            ...object(deployment),
            environment: valueAt(data, ["environments", environment]),
          }),
        ),
      ),
    ]),
    ...roomForAll(environments, services),
    ...ownDomains(services),
    ...nameMistakes(data),
  ];
}

function all(rules: readonly ((data: unknown) => Mistake[])[], data: unknown): Mistake[] {
  return rules.flatMap((rule) => rule(data));
}

type Entries = readonly (readonly [name: string, value: unknown])[];

function entriesOf(data: unknown, key: string): Entries {
  return Object.entries(object(valueAt(data, [key])));
}

function object(value: unknown): object {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function disjointNetworks(environments: Entries): Mistake[] {
  const networks = environments.flatMap(([name, environment]) => {
    const result = ranges.safeParse(valueAt(environment, ["network"]));
    return result.success ? [{ name, ...result.data, block: parseCidr(result.data.cidr) }] : [];
  });
  return networks.flatMap(({ name, cidr, adopted, block }, index) =>
    networks
      .slice(0, index)
      // Adopted ones are as they are, and may be one and the same.
      .filter((other) => !(adopted && other.adopted) && overlap(other.block, block))
      .flatMap((other) =>
        below(
          ["environments", name, "network"],
          wrong(adopted ? "adopt.cidr" : "cidr", `must not overlap ${other.name}'s ${other.cidr}`, cidr),
        ),
      ),
  );
}

/** Services share an environment's private addresses, and may all be released at their peaks. */
function roomForAll(environments: Entries, services: Entries): Mistake[] {
  return environments.flatMap(([name, environment]) => {
    const result = ownNetworkSchema
      .pick({ cidr: true, zones: true })
      .strip()
      .safeParse(valueAt(environment, ["network"]));
    const maxima = services
      .map(([, service]) => valueAt(service, ["environments", name, "fleet", "maximum"]))
      .filter((maximum) => typeof maximum === "number");
    // About one service its own fleet complains.
    if (!result.success || maxima.length < 2) return [];
    const { cidr, zones } = result.data;
    const addresses = privateAddresses(cidr, zones);
    const instances = 2 * maxima.reduce((sum, maximum) => sum + maximum, 0);
    return below(
      ["environments", name],
      onlyIf(
        addresses !== undefined && instances > addresses,
        "network.cidr",
        `must have private addresses for ${instances} instances, twice the fleet.maximum of each service, and has ${addresses}`,
        cidr,
      ),
    );
  });
}

/** A name leads to one load balancer. */
function ownDomains(services: Entries): Mistake[] {
  const domains = services.flatMap(([service, data]) =>
    entriesOf(data, "environments").flatMap(([environment, deployment]) => {
      const at = ["services", service, "environments", environment];
      const domain = valueAt(deployment, ["loadBalancer", "tls", "domain"]);
      return typeof domain === "string" ? [{ at, domain }] : [];
    }),
  );
  return domains.flatMap(({ at, domain }, index) => {
    const other = domains.slice(0, index).find((one) => one.domain === domain);
    return other === undefined
      ? []
      : below(at, wrong("loadBalancer.tls.domain", `must not be that of ${other.at.join(".")}`, domain));
  });
}

function sameRegion(toolsRegion: unknown, environment: unknown): Mistake[] {
  const check = rule(z.object({ toolsRegion: region, region }), ({ toolsRegion, region }) =>
    onlyIf(
      // About a region that there is not, the environment complains already.
      toolsRegion !== region && partitionOf(region) !== undefined,
      "region",
      `must be tools.region, ${toolsRegion}, since CodeDeploy installs only from a bucket of its own region`,
      region,
    ),
  );
  return check({ toolsRegion, region: valueAt(environment, ["region"]) });
}
