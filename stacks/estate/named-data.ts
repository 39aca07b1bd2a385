import { z } from "zod";
import type { Location } from "../../modules/location";
import type { Naming } from "./names";
import { estateSchema } from "./schema";

/** A place by what names are made of. */
export interface NamedPlace extends Location {
  readonly name: string;
  /** Where the data has it. */
  readonly path: readonly string[];
  /** None where the data has no role of a name. */
  readonly deployRole?: string | undefined;
}

/** The data by its names alone. */
export interface NamedData extends Naming {
  readonly tools: NamedPlace;
  readonly environments: readonly NamedPlace[];
  readonly services: readonly NamedService[];
}

export interface NamedService {
  readonly name: string;
  readonly environments: readonly NamedPlace[];
}

const { application, tools } = estateSchema.shape;
const { account, region } = tools.shape;
const deployRole = z.string().optional().catch(undefined);
const named = z.record(z.string(), z.unknown()).catch({});
const needed = z.object({
  application,
  tools: z.object({ account, region, deployRole }),
  environments: z.record(z.string(), z.object({ account, region, deployRole }).partial().catch({})).catch({}),
  services: z.record(z.string(), z.object({ environments: named }).catch({ environments: {} })).catch({}),
});

/** Of data with or without mistakes, as long as there is something to make names of. */
export function namedData(data: unknown): NamedData | undefined {
  const result = needed.safeParse(data);
  if (!result.success) return undefined;
  const { application, services } = result.data;
  // Partitions are in no name.
  const tools = { ...result.data.tools, partition: "aws", name: "tools", path: ["tools"] };
  const placeOf = (name: string, its: Partial<NamedPlace> = {}): NamedPlace => ({
    ...tools,
    deployRole: undefined,
    ...its,
    name,
    path: ["environments", name],
  });
  const environments = Object.entries(result.data.environments).map(([name, its]) => placeOf(name, its));
  return {
    application,
    tools,
    environments,
    services: Object.entries(services).map(([name, service]) => ({
      name,
      environments: Object.keys(service.environments).map(
        (environment) => environments.find((one) => one.name === environment) ?? placeOf(environment),
      ),
    })),
  };
}
