import { z } from "zod";
import { onlyIf, type Rule, rule, wrong } from "./rule";
import { serviceSchema } from "./schema";

const { releaseTo, accept } = serviceSchema.shape;
const build = serviceSchema.shape.build.strip();
const named = z.record(z.string(), z.unknown());

/** `order` is the names of the estate's environments; whatever else a rule needs is the service's own. */
export const serviceRules: readonly Rule[] = [
  rule(z.object({ order: z.array(z.string()), environments: named }), ({ order, environments }) =>
    Object.keys(environments)
      .filter((name) => !order.includes(name))
      .flatMap((name) =>
        wrong(["environments", name], `must be an environment of the estate: ${listed(order)}`, name),
      ),
  ),
  rule(
    z.object({ order: z.array(z.string()), releaseTo, environments: named, accept }),
    ({ order, releaseTo, environments, accept = [] }) => {
      const missing = releaseTo.flatMap((name, index) =>
        onlyIf(
          !Object.hasOwn(environments, name),
          `releaseTo.${index}`,
          `must be an environment that the service has data for: ${listed(Object.keys(environments))}`,
          name,
        ),
      );
      if (missing.length > 0) return missing;
      if (new Set(releaseTo).size < releaseTo.length)
        return wrong("releaseTo", "must name each environment once", releaseTo);
      const sorted = [...releaseTo].sort((one, other) => order.indexOf(one) - order.indexOf(other));
      return onlyIf(
        !accept.includes("release-order") && sorted.join() !== releaseTo.join(),
        "releaseTo",
        `must be in the order of the environments, ${sorted.join(", ")}, or the service must accept "release-order"`,
        releaseTo,
      );
    },
  ),
  rule(z.object({ build: build.pick({ image: true, architecture: true }) }), ({ build }) =>
    onlyIf(
      build.architecture === "arm64" ? !mayBeArm(build.image) : /aarch64|arm64/.test(build.image),
      "build.image",
      `must be an image for ${build.architecture}, which build.architecture asks for`,
      build.image,
    ),
  ),
  rule(z.object({ build: build.pick({ image: true }) }), ({ build: { image } }) =>
    onlyIf(
      /^aws\/codebuild\/.*(windows|lambda)/.test(image),
      "build.image",
      "must be an image for Linux containers",
      image,
    ),
  ),
];

/** https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html: those for arm64 all say so. */
function mayBeArm(image: string): boolean {
  return image.startsWith("aws/codebuild/") ? image.includes("aarch64") : !image.includes("x86_64");
}

function listed(names: readonly string[]): string {
  return names.join(", ") || "none yet";
}
