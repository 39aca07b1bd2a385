import { z } from "zod";
import { accountNames, deliveryNames, deploymentNames, toolsNames } from "./names";
import { estateSchema } from "./schema";

const { application, tools } = estateSchema.shape;
const { account, region } = tools.shape;
const needed = z.object({
  application,
  tools: z.object({ account, region }),
  environments: z.record(z.string(), z.object({ account, region }).partial().catch({})).catch({}),
  services: z.record(z.string(), z.object({ environments: z.record(z.string(), z.unknown()).catch({}) })),
});

/** Names of the buckets, tables and key aliases that the stacks make; none while the data has no names to make them of. */
export function takenNames(data: unknown): string[] {
  const result = needed.safeParse(data);
  if (!result.success) return [];
  const { application, environments, services } = result.data;
  const place = { ...result.data.tools, partition: "aws" };
  const naming = { application, tools: place };
  const { artifactsBucket, artifactsKey } = toolsNames(naming);
  return [
    artifactsBucket,
    `alias/${artifactsKey}`,
    ...[
      { ...place, name: "tools" },
      ...Object.entries(environments).map(([name, its]) => ({ ...place, ...its, name })),
    ]
      .map((one) => accountNames(naming, one))
      .flatMap(({ auditBucket, auditKey }) => [auditBucket, `alias/${auditKey}`]),
    ...Object.entries(services).flatMap(([service, { environments: inService }]) => {
      const { sourceBucket, sourceKey, logKey } = deliveryNames(naming, { name: service });
      const ofDeployments = Object.keys(inService).flatMap((name) => {
        const environment = { ...place, ...environments[name], name };
        const { release, logKey, firewallLogKey, logsBucket } = deploymentNames(naming, {
          environment,
          service: { name: service },
        });
        return [release, `alias/${logKey}`, `alias/${firewallLogKey}`, logsBucket];
      });
      return [sourceBucket, `alias/${sourceKey}`, `alias/${logKey}`, ...ofDeployments];
    }),
  ];
}
