import { z } from "zod";
import { overlap, parseCidr } from "../modules/networking/cidr";
import { valueAt } from "./configuration-error";
import type { Mistake } from "./configuration-error";
import { environmentRules, rule } from "./environment-rules";
import { ENVIRONMENTS, environmentSchema, toolsSchema } from "./environment";

const { cidr } = environmentSchema.shape.network.shape;
const { region, releaseTo } = toolsSchema.shape;

/** What is wrong with fields that are right one by one: in an environment, between two, with the tools account. */
export function brokenRules(data: unknown): Mistake[] {
  return [
    ...ENVIRONMENTS.flatMap((name) => {
      const path = ["environments", name];
      return environmentRules
        .flatMap((rule) => rule(valueAt(data, path)))
        .map((mistake): Mistake => ({ ...mistake, path: [...path, ...mistake.path] }));
    }),
    ...disjointNetworks(data),
    ...ENVIRONMENTS.flatMap((name) => sameRegion(data, name)),
    ...releasesOnce(data),
  ];
}

function disjointNetworks(data: unknown): Mistake[] {
  const networks = ENVIRONMENTS.flatMap((name) => {
    const path = ["environments", name, "network", "cidr"];
    const result = cidr.safeParse(valueAt(data, path));
    return result.success ? [{ name, path, cidr: result.data, block: parseCidr(result.data) }] : [];
  });
  return networks.flatMap(({ path, cidr, block }, index) =>
    networks
      .slice(0, index)
      .filter((other) => overlap(other.block, block))
      .map((other): Mistake => ({ path, rule: `must not overlap ${other.name}'s ${other.cidr}`, got: cidr })),
  );
}

function sameRegion(data: unknown, name: string): Mistake[] {
  const path = ["environments", name, "region"];
  const check = rule(z.tuple([region, region]), ([tools, own]) =>
    tools === own
      ? []
      : [
          {
            path,
            rule: `must be tools.region, ${tools}, since CodeDeploy installs only from a bucket of its own region`,
            got: own,
          },
        ],
  );
  return check([valueAt(data, ["tools", "region"]), valueAt(data, path)]);
}

function releasesOnce(data: unknown): Mistake[] {
  const path = ["tools", "releaseTo"];
  const check = rule(releaseTo, (names) =>
    new Set(names).size === names.length
      ? []
      : [{ path, rule: "must name each environment once", got: names }],
  );
  return check(valueAt(data, path));
}
