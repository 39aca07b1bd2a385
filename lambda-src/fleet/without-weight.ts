import type { Balancer } from "../balancer/balancer";
import type { Colour } from "../colours/colour";
import { ColourHasWeight } from "../errors/release-error";

/** Throws when a colour that is to lose its instances carries traffic. */
export async function assertWithoutWeight(
  balancer: Pick<Balancer, "weights">,
  colour: Colour,
): Promise<void> {
  const weight = (await balancer.weights())[colour];
  if (weight > 0) throw new ColourHasWeight(`colour ${colour}: weight must be 0 to drain it, got ${weight}`);
}
