import fc from "fast-check";
import { pickByWeight } from "../../../local/load-balancer/weights";

const weights = fc.array(fc.record({ Weight: fc.integer({ min: 0, max: 999 }) }), { maxLength: 5 });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

it("never chooses a weight of 0", () => {
  fc.assert(fc.property(weights, random, (choices, at) => pickByWeight(choices, at)?.Weight !== 0));
});

it("chooses something exactly when a weight is above 0", () => {
  fc.assert(
    fc.property(weights, random, (choices, at) => {
      const any = choices.some(({ Weight }) => Weight > 0);
      expect(pickByWeight(choices, at) !== undefined).toBe(any);
    }),
  );
});

it("gives each choice its share of the random range", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), (green) => {
      const choices = [
        { colour: "blue", Weight: 100 - green },
        { colour: "green", Weight: green },
      ];
      const picks = Array.from({ length: 1000 }, (_, index) => pickByWeight(choices, (index + 0.5) / 1000));
      expect(picks.filter((pick) => pick?.colour === "green")).toHaveLength(green * 10);
    }),
  );
});
