import type { Location } from "../../modules/location";
import { partitionOf } from "./regions";
import type { DeploymentData, EnvironmentData, EstateData, PlaceData, ServiceData } from "./schema";

/** Where a stack is deployed: the tools account or an environment. */
export type Place = Location & PlaceData & { readonly name: string; readonly protected: boolean };

export type Environment = Place & EnvironmentData;

/** What is the same of a service in all environments. */
export type ServiceTraits = Omit<ServiceData, "environments" | "releaseTo"> & { readonly name: string };

/** A service in one environment. */
export interface Deployment extends DeploymentData {
  readonly service: ServiceTraits;
  readonly environment: Environment;
}

export interface Service extends ServiceTraits {
  /** In the order of the environments. */
  readonly deployments: readonly Deployment[];
  /** In the order in which its pipeline passes them. */
  readonly releaseTo: readonly Deployment[];
}

/** The data as the stacks read it: everything knows its name and where it belongs. */
export interface Estate {
  readonly application: string;
  readonly tools: Place;
  readonly environments: readonly Environment[];
  readonly services: readonly Service[];
}

/** Of data without mistakes. */
export function estateOf({ application, tools, environments, services }: EstateData): Estate {
  const places = Object.entries(environments).map(([name, environment]) => located({ ...environment, name }));
  return {
    application,
    // With it go the states and the releases of all places.
    tools: located({ ...tools, name: "tools", protected: true }),
    environments: places,
    services: Object.entries(services).map(([name, service]) => serviceOf(name, service, places)),
  };
}

/** The tools account, then every environment. */
export function placesOf({ tools, environments }: Pick<Estate, "tools" | "environments">): Place[] {
  return [tools, ...environments];
}

/** Places may share an account: the first of them makes what an account has once. */
export function makesAccount(
  estate: Pick<Estate, "tools" | "environments">,
  { name, account }: Place,
): boolean {
  return placesOf(estate).find((place) => place.account === account)?.name === name;
}

export function deploymentsIn({ services }: Estate, { name }: Environment): Deployment[] {
  return services.flatMap(({ deployments }) =>
    deployments.filter(({ environment }) => environment.name === name),
  );
}

function serviceOf(name: string, data: ServiceData, places: readonly Environment[]): Service {
  const { environments, releaseTo, ...traits } = data;
  const service = { ...traits, name };
  const deployments = places.flatMap((environment): Deployment[] => {
    const deployment = environments[environment.name];
    return deployment === undefined ? [] : [{ ...deployment, service, environment }];
  });
  const inOrder = releaseTo.flatMap((place) =>
    deployments.filter(({ environment }) => environment.name === place),
  );
  return { ...service, deployments, releaseTo: inOrder };
}

function located<P extends Omit<Place, "partition">>(place: P): P & Place {
  return { ...place, partition: partitionOf(place.region) ?? "aws" };
}
