import { z } from "zod";
import { carve, formatCidr, networkOf, parseCidr, usable } from "../modules/networking/cidr";
import type { Mistake } from "./configuration-error";
import { environmentSchema } from "./environment";

/** Finds what is wrong with fields that are right one by one; silent until those that it needs are. */
export type Rule = (data: unknown) => Mistake[];

export function rule<Needs extends z.ZodType>(
  needs: Needs,
  check: (data: z.infer<Needs>) => Mistake[],
): Rule {
  return (data) => {
    const result = needs.safeParse(data);
    return result.success ? check(result.data) : [];
  };
}

const { account, region } = environmentSchema.shape;
const network = environmentSchema.shape.network.strip();
const loadBalancer = environmentSchema.shape.loadBalancer.strip();
const fleet = environmentSchema.shape.fleet.strip();
const { weight } = environmentSchema.shape.release.shape.steps.element.shape;

export const environmentRules: readonly Rule[] = [
  rule(z.object({ network: network.pick({ cidr: true }) }), ({ network: { cidr } }) => {
    const { prefix } = parseCidr(cidr);
    if (prefix < 16 || prefix > 20) return wrong("network.cidr", "must be /16 to /20", cidr);
    return ownAddress("network.cidr", cidr);
  }),
  rule(z.object({ loadBalancer: loadBalancer.pick({ allowedCidrs: true }) }), ({ loadBalancer }) =>
    sources("loadBalancer.allowedCidrs", loadBalancer.allowedCidrs),
  ),
  rule(z.object({ loadBalancer: loadBalancer.pick({ testCidrs: true }) }), ({ loadBalancer }) =>
    sources("loadBalancer.testCidrs", loadBalancer.testCidrs),
  ),
  rule(
    z.object({
      network: network.pick({ cidr: true }),
      loadBalancer: loadBalancer.pick({ scheme: true, testCidrs: true }),
    }),
    ({ network: { cidr }, loadBalancer: { scheme, testCidrs } }) =>
      scheme === "internal" && testCidrs.includes(cidr)
        ? wrong(
            `loadBalancer.testCidrs.${testCidrs.indexOf(cidr)}`,
            "must not be network.cidr, which reaches an internal load balancer's test listener anyway",
            cidr,
          )
        : [],
  ),
  rule(z.object({ region, network: network.pick({ zones: true }) }), ({ region, network: { zones } }) =>
    zones.flatMap((zone, index) => {
      if (!zone.startsWith(region) || !/^[a-h]$/.test(zone.slice(region.length)))
        return wrong(`network.zones.${index}`, `must be a zone of ${region}, such as ${region}a`, zone);
      return zones.indexOf(zone) < index ? wrong(`network.zones.${index}`, "must be named once", zone) : [];
    }),
  ),
  rule(z.object({ network: network.pick({ nat: true }) }), ({ network: { nat } }) =>
    nat === "none"
      ? wrong(
          "network.nat",
          'must be "single" or "per-zone": "none" needs an internal load balancer and interface endpoints, which Slipway does not make yet',
          nat,
        )
      : [],
  ),
  rule(
    z.object({ account, region, loadBalancer: loadBalancer.pick({ certificate: true }) }),
    ({ account, region, loadBalancer: { certificate } }) =>
      certificate === "none" || certificate.startsWith(`arn:aws:acm:${region}:${account}:`)
        ? []
        : wrong(
            "loadBalancer.certificate",
            `must be a certificate of account ${account} in ${region}`,
            certificate,
          ),
  ),
  rule(
    z.object({ fleet: fleet.pick({ instanceType: true, amiParameter: true }) }),
    ({ fleet: { instanceType, amiParameter } }) => {
      const architecture = architectureOf(instanceType);
      // AWS ends the names of its image parameters so; about other names nothing is known here.
      return amiParameter.endsWith(architecture === "arm64" ? "x86_64" : "arm64")
        ? wrong(
            "fleet.amiParameter",
            `must name an image for ${architecture}, as ${instanceType} is`,
            amiParameter,
          )
        : [];
    },
  ),
  rule(
    z.object({ fleet: fleet.pick({ minimum: true, maximum: true }) }),
    ({ fleet: { minimum, maximum } }) =>
      minimum <= maximum ? [] : wrong("fleet.minimum", `must be at most the maximum, ${maximum}`, minimum),
  ),
  rule(
    z.object({ network: network.pick({ cidr: true, zones: true }), fleet: fleet.pick({ maximum: true }) }),
    ({ network: { cidr, zones }, fleet: { maximum } }) => {
      const addresses = zones
        .filter((zone) => /[a-h]$/.test(zone))
        .reduce((sum, zone) => sum + usable(carve(cidr, zone).private), 0);
      const room = Math.floor(addresses / 2);
      return maximum <= room
        ? []
        : wrong(
            "fleet.maximum",
            `must be at most ${room}, since a release at peak needs it twice in the ${addresses} private addresses of ${cidr}`,
            maximum,
          );
    },
  ),
  // Weights alone, so that a wrong watch beside them hides nothing.
  rule(
    z.object({ release: z.object({ steps: z.array(z.object({ weight })).min(1) }) }),
    ({ release: { steps } }) => {
      const weights = steps.map(({ weight }) => weight);
      const ascending = weights.every((weight, index) => index === 0 || weight > (weights[index - 1] ?? 0));
      return [
        ...(ascending ? [] : wrong("release.steps", "must ascend", weights)),
        ...(weights.at(-1) === 100 ? [] : wrong("release.steps", "must end at 100", weights.at(-1))),
      ];
    },
  ),
];

/** AWS keeps a CIDR with its host bits cut off, and Terraform refuses one that has any. */
function ownAddress(path: string, cidr: string): Mistake[] {
  const whole = formatCidr(networkOf(parseCidr(cidr)));
  return whole === cidr ? [] : wrong(path, `must be the network's own address, ${whole}`, cidr);
}

/** Each becomes a rule of a security group, which has none twice. */
function sources(path: string, cidrs: readonly string[]): Mistake[] {
  return cidrs.flatMap((cidr, index) =>
    cidrs.indexOf(cidr) < index
      ? wrong(`${path}.${index}`, "must be named once", cidr)
      : ownAddress(`${path}.${index}`, cidr),
  );
}

/** Graviton families carry a `g` right after their generation: `m7g`, `c6gn`, `im4gn`; `a1` is older than that. */
function architectureOf(instanceType: string): "x86_64" | "arm64" {
  return /^(a1\.|[a-z]+\d+g)/.test(instanceType) ? "arm64" : "x86_64";
}

function wrong(path: string, rule: string, got: unknown): Mistake[] {
  return [{ path: path.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part)), rule, got }];
}
