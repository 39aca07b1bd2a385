import * as fc from "fast-check";
import {
  carve,
  formatCidr,
  networkOf,
  overlap,
  parseCidr,
  size,
  usable,
} from "../../../modules/networking/cidr";
import type { Block } from "../../../modules/networking/cidr";

const network = fc
  .record({ address: fc.nat({ max: 2 ** 32 - 1 }), prefix: fc.integer({ min: 16, max: 20 }) })
  .map((block) => networkOf(block));
const letters = fc.constantFrom(..."abcdefgh");

function within(inner: Block, outer: Block): boolean {
  return inner.address >= outer.address && inner.address + size(inner) <= outer.address + size(outer);
}

test("writes what it reads", () => {
  fc.assert(
    fc.property(network, (block) => {
      expect(parseCidr(formatCidr(block))).toEqual(block);
    }),
  );
});

test("carves aligned subnets inside the network, disjoint over all zones and tiers", () => {
  fc.assert(
    fc.property(network, fc.uniqueArray(letters, { minLength: 1 }), (block, zones) => {
      const subnets = zones.flatMap((letter) => {
        return Object.values(carve(formatCidr(block), `eu-west-1${letter}`));
      });
      expect(subnets).toHaveLength(3 * zones.length);
      subnets.forEach((subnet, index) => {
        expect(within(subnet, block)).toBe(true);
        expect(networkOf(subnet)).toEqual(subnet);
        expect(subnets.slice(0, index).some((other) => overlap(other, subnet))).toBe(false);
      });
    }),
  );
});

test("finds an overlap exactly where an address is in both", () => {
  fc.assert(
    fc.property(network, network, (one, other) => {
      expect(overlap(one, other)).toBe(within(one, other) || within(other, one));
    }),
  );
});

test("gives zone b of 10.10.0.0/16 a /20 for instances, a /21 for load balancers and a /22 for data", () => {
  const { private: inside, public: outside, isolated } = carve("10.10.0.0/16", "eu-west-1b");
  expect([inside, outside, isolated].map(formatCidr)).toEqual([
    "10.10.32.0/20",
    "10.10.48.0/21",
    "10.10.56.0/22",
  ]);
  expect(usable(inside)).toBe(4091);
});

test("refuses a zone without a letter that it knows", () => {
  expect(() => carve("10.10.0.0/16", "eu-west-1z")).toThrow(
    "network: zone must end in a letter of abcdefgh, got eu-west-1z",
  );
});
