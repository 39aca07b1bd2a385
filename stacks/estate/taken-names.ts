import { type NamedData, namedData } from "./named-data";
import { accountNames, deliveryNames, deploymentNames, toolsNames } from "./names";

/** Names of the buckets, tables and key aliases that the stacks make; none while the data has no names to make them of. */
export function takenNames(data: unknown): string[] {
  const names = namedData(data);
  return names === undefined ? [] : [...ofPlaces(names), ...ofServices(names)];
}

function ofPlaces(names: NamedData): string[] {
  const { artifactsBucket, artifactsKey } = toolsNames(names);
  return [
    artifactsBucket,
    `alias/${artifactsKey}`,
    ...[names.tools, ...names.environments]
      .map((place) => accountNames(names, place))
      .flatMap(({ auditBucket, auditKey }) => [auditBucket, `alias/${auditKey}`]),
  ];
}

function ofServices(names: NamedData): string[] {
  return names.services.flatMap((service) => {
    const { sourceBucket, sourceKey, logKey } = deliveryNames(names, service);
    return [
      sourceBucket,
      `alias/${sourceKey}`,
      `alias/${logKey}`,
      ...service.environments
        .map((environment) => deploymentNames(names, { environment, service }))
        .flatMap(({ release, logKey, firewallLogKey, logsBucket }) => [
          release,
          `alias/${logKey}`,
          `alias/${firewallLogKey}`,
          logsBucket,
        ]),
    ];
  });
}
