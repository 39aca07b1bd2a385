import { type NamedData, namedData } from "./named-data";
import { accountNames, deliveryNames, deploymentNames, environmentPrefix, toolsNames } from "./names";

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
    ...names.environments.map((environment) => `alias/${environmentPrefix(names, environment)}-network-logs`),
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
        .flatMap(({ release, logsBucket, logKey, firewallLogKey, instanceLogKey, volumeKey }) => [
          release,
          logsBucket,
          ...[logKey, firewallLogKey, instanceLogKey, volumeKey].map((key) => `alias/${key}`),
        ]),
    ];
  });
}
