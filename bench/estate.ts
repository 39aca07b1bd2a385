import { estate } from "../stacks/estate/data";

/** As many environments like dev, and as many services like web in each of them. */
export function estateOf(environments: number, services: number): unknown {
  const { dev } = estate.environments;
  const { web } = estate.services;
  if (dev === undefined || web === undefined) throw new Error("the data must have dev and web");
  const places = numbered("e", environments, (index) => ({
    ...dev,
    account: String(200_000_000_000 + index),
    network: { ...dev.network, cidr: `10.${index}.0.0/16` },
  }));
  const names = Object.keys(places);
  const service = {
    ...web,
    releaseTo: names,
    environments: Object.fromEntries(names.map((name) => [name, web.environments.dev])),
  };
  return { ...estate, environments: places, services: numbered("s", services, () => service) };
}

function numbered<T>(prefix: string, count: number, of: (index: number) => T): Record<string, T> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, of(index)]));
}
