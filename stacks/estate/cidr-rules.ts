import { carve, formatCidr, networkOf, overlap, parseCidr, usable } from "../../modules/networking/cidr";
import type { Mistake } from "./configuration-error";
import { onlyIf, wrong } from "./rule";

/** Addresses that reach no host, or only the own one: https://www.iana.org/assignments/iana-ipv4-special-registry */
const NOWHERE = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3"];
/** RFC 1918 and, for carriers, RFC 6598. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** AWS keeps a CIDR with its host bits cut off, and Terraform refuses one that has any. */
export function ownAddress(path: string, cidr: string): Mistake[] {
  const whole = formatCidr(networkOf(parseCidr(cidr)));
  return onlyIf(whole !== cidr, path, `must be the network's own address, ${whole}`, cidr);
}

/** Each becomes a rule of a security group, which has none twice. */
export function sources(path: string, cidrs: readonly string[]): Mistake[] {
  return cidrs.flatMap((cidr, index) =>
    cidrs.indexOf(cidr) < index
      ? wrong(`${path}.${index}`, "must be named once", cidr)
      : ownAddress(`${path}.${index}`, cidr),
  );
}

/** What a VPC may have for its addresses. */
export function networkRange(path: string, cidr: string, acceptsPublic: boolean): Mistake[] {
  const block = parseCidr(cidr);
  if (block.prefix < 16 || block.prefix > 20) return wrong(path, "must be /16 to /20", cidr);
  const nowhere = NOWHERE.find((other) => overlap(parseCidr(other), block));
  if (nowhere !== undefined) return wrong(path, `must not lie in ${nowhere}, which reaches no host`, cidr);
  const isPrivate = PRIVATE.some((other) => overlap(parseCidr(other), block));
  return [
    ...onlyIf(
      !isPrivate && !acceptsPublic,
      path,
      `must be private, in ${PRIVATE.slice(0, 3).join(", ")}, or the environment must accept "public-network-range"`,
      cidr,
    ),
    ...ownAddress(path, cidr),
  ];
}

/**
 * Addresses that the instances of a network's own zones may have; undefined for a range or a zone that it complains
 * about already.
 */
export function privateAddresses(cidr: string, zones: readonly string[]): number | undefined {
  const { prefix } = parseCidr(cidr);
  if (prefix < 16 || prefix > 20) return undefined;
  return zones
    .filter((zone) => /[a-h]$/.test(zone))
    .reduce((sum, zone) => sum + usable(carve(cidr, zone).private), 0);
}
