/** IPv4 blocks as numbers. Everything here is pure, so that an environment's rules can use it too. */
export interface Block {
  /** First address as written, which is the network's own only if the host bits are 0. */
  readonly address: number;
  /** Bits of the network part, 0 to 32. */
  readonly prefix: number;
}

/** Addresses of each subnet that AWS keeps for itself. */
const RESERVED_ADDRESSES = 5;

/** Zones that a block has room for, whether they are used or not: letters `a` to `h`. */
const ZONE_LETTERS = "abcdefgh";

export function parseCidr(cidr: string): Block {
  const [address = "", prefix = ""] = cidr.split("/");
  const bytes = address.split(".").map(Number);
  return { address: bytes.reduce((sum, byte) => sum * 256 + byte, 0), prefix: Number(prefix) };
}

export function formatCidr({ address, prefix }: Block): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
  return `${bytes.join(".")}/${prefix}`;
}

export function size({ prefix }: Block): number {
  return 2 ** (32 - prefix);
}

/** The block whose host bits are 0. */
export function networkOf(block: Block): Block {
  return { address: block.address - (block.address % size(block)), prefix: block.prefix };
}

export function overlap(one: Block, other: Block): boolean {
  const [a, b] = [networkOf(one), networkOf(other)];
  return a.address < b.address + size(b) && b.address < a.address + size(a);
}

/** Addresses of a subnet that instances and load balancers can have. */
export function usable(block: Block): number {
  return size(block) - RESERVED_ADDRESSES;
}

/** What subnets are for, in the order of their addresses. */
const TIERS = ["private", "public", "isolated"] as const;

/**
 * A zone's subnets, by the zone's letter and the tier alone: whatever comes or goes moves no other addresses.
 * Each zone has an eighth of the network, and each tier half of what those before it leave: the last eighth of a zone
 * is free for a tier to come.
 */
export function carve(network: string, zone: string): Readonly<Record<(typeof TIERS)[number], Block>> {
  const { address, prefix } = networkOf(parseCidr(network));
  const start = address + zoneIndex(zone) * size({ address, prefix: prefix + 3 });
  const whole = size({ address, prefix: prefix + 3 });
  const block = (tier: (typeof TIERS)[number]): Block => {
    const before = TIERS.indexOf(tier);
    return { address: start + whole - whole / 2 ** before, prefix: prefix + 4 + before };
  };
  return { private: block("private"), public: block("public"), isolated: block("isolated") };
}

/** 0 of zone `a`, 7 of zone `h`. */
export function zoneIndex(zone: string): number {
  const index = ZONE_LETTERS.indexOf(zone.slice(-1));
  if (index < 0) throw new Error(`network: zone must end in a letter of ${ZONE_LETTERS}, got ${zone}`);
  return index;
}
