import { z } from "zod";
import { arn } from "../../modules/location";
import { sources } from "./cidr-rules";
import { fleetRules } from "./fleet-rules";
import { partitionOf } from "./regions";
import { onlyIf, type Rule, rule, wrong } from "./rule";
import { adoptedNetworkSchema, deploymentSchema, environmentSchema, ownNetworkSchema } from "./schema";

const { account, region } = environmentSchema.shape;
const network = ownNetworkSchema.strip();
const adopted = adoptedNetworkSchema.shape.adopt.strip();
/** Addresses that a smoke test may come from: at most one a zone. */
const natAddresses = z.union([
  network.pick({ zones: true }).transform(({ zones }) => zones.length),
  z
    .object({ adopt: adopted.pick({ natAddresses: true }) })
    .transform(({ adopt }) => adopt.natAddresses.length),
]);
const loadBalancer = deploymentSchema.shape.loadBalancer.strip();
const { weight, watchSeconds } = deploymentSchema.shape.release.shape.steps.element.shape;

/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups */
const RULES_PER_SECURITY_GROUP = 60;
/** https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const LONGEST_RELEASE_SECONDS = 7 * 86_400;

/** `environment` is where it is deployed; whatever else a rule needs is the deployment's own. */
export const deploymentRules: readonly Rule[] = [
  rule(z.object({ loadBalancer: loadBalancer.pick({ allowedCidrs: true }) }), ({ loadBalancer }) =>
    sources("loadBalancer.allowedCidrs", loadBalancer.allowedCidrs),
  ),
  rule(z.object({ loadBalancer: loadBalancer.pick({ testCidrs: true }) }), ({ loadBalancer }) =>
    sources("loadBalancer.testCidrs", loadBalancer.testCidrs),
  ),
  rule(
    z.object({
      environment: z.object({ network: natAddresses }),
      loadBalancer: loadBalancer.pick({ tls: true, allowedCidrs: true, testCidrs: true }),
    }),
    ({ environment, loadBalancer: { tls, allowedCidrs, testCidrs } }) => {
      // HTTPS has a listener beside it that redirects; the smoke test comes by its group, or from NAT addresses.
      const each = tls === "plain-http" ? 1 : 2;
      const room = RULES_PER_SECURITY_GROUP - Math.max(1, environment.network);
      const since = `since a security group has ${RULES_PER_SECURITY_GROUP} rules`;
      const forTests = room - each;
      if (testCidrs.length > forTests)
        return wrong(
          "loadBalancer.testCidrs",
          `must have at most ${forTests} entries, ${since}`,
          testCidrs.length,
        );
      const forUsers = Math.floor((room - testCidrs.length) / each);
      return onlyIf(
        allowedCidrs.length > forUsers,
        "loadBalancer.allowedCidrs",
        `must have at most ${forUsers} entries, ${since}`,
        allowedCidrs.length,
      );
    },
  ),
  rule(
    z.object({
      environment: z.object({ network: network.pick({ nat: true }) }),
      loadBalancer: loadBalancer.pick({ scheme: true }),
    }),
    ({ environment, loadBalancer: { scheme } }) =>
      onlyIf(
        environment.network.nat === "none" && scheme === "internet-facing",
        "loadBalancer.scheme",
        'must be "internal", since with network.nat "none" the environment has no public subnets, and the smoke test no way to public addresses',
        scheme,
      ),
  ),
  rule(
    z.object({
      environment: z.object({
        network: z.object({ adopt: adopted.pick({ publicSubnetIds: true, natAddresses: true }) }),
      }),
      loadBalancer: loadBalancer.pick({ scheme: true }),
    }),
    ({ environment, loadBalancer: { scheme } }) => {
      const { publicSubnetIds, natAddresses } = environment.network.adopt;
      return onlyIf(
        (publicSubnetIds.length === 0 || natAddresses.length === 0) && scheme === "internet-facing",
        "loadBalancer.scheme",
        'must be "internal", since the adopted network has no publicSubnetIds to stand in, or no natAddresses that the smoke test comes from',
        scheme,
      );
    },
  ),
  rule(
    z.object({
      environment: z.object({ account, region }),
      loadBalancer: loadBalancer.pick({ tls: true }),
    }),
    ({ environment, loadBalancer: { tls } }) => {
      const partition = partitionOf(environment.region);
      if (tls === "plain-http" || partition === undefined) return [];
      const [path, certificate] =
        typeof tls === "string"
          ? ["loadBalancer.tls", tls]
          : ["loadBalancer.tls.certificate", tls.certificate];
      return onlyIf(
        certificate?.startsWith(arn({ partition, ...environment }, "acm", "certificate/")) === false,
        path,
        `must be a certificate of account ${environment.account} in ${environment.region}`,
        certificate,
      );
    },
  ),
  rule(
    z.object({ loadBalancer: loadBalancer.pick({ tls: true, certificateAuthority: true }) }),
    ({ loadBalancer: { tls, certificateAuthority } }) =>
      onlyIf(
        certificateAuthority !== undefined && (tls === "plain-http" || !namesCertificate(tls)),
        "loadBalancer.certificateAuthority",
        "must be absent where loadBalancer.tls names no certificate, since nothing is signed by it",
        tls,
      ),
  ),
  rule(
    z.object({ loadBalancer: z.object({ firewall: z.object({ managedRules: z.array(z.string()) }) }) }),
    ({
      loadBalancer: {
        firewall: { managedRules },
      },
    }) =>
      managedRules.flatMap((name, index) =>
        onlyIf(
          managedRules.indexOf(name) < index,
          `loadBalancer.firewall.managedRules.${index}`,
          "must be named once",
          name,
        ),
      ),
  ),
  ...fleetRules,
  // Weights alone, so that a wrong watch beside them hides nothing.
  rule(
    z.object({ release: z.object({ steps: z.array(z.object({ weight })).min(1) }) }),
    ({ release: { steps } }) => {
      const weights = steps.map(({ weight }) => weight);
      const ascending = weights.every((weight, index) => index === 0 || weight > (weights[index - 1] ?? 0));
      return [
        ...onlyIf(!ascending, "release.steps", "must ascend", weights),
        ...onlyIf(weights.at(-1) !== 100, "release.steps", "must end at 100", weights.at(-1)),
      ];
    },
  ),
  rule(
    z.object({ release: z.object({ steps: z.array(z.object({ watchSeconds })) }) }),
    ({ release: { steps } }) => {
      // An inconclusive watch is repeated once.
      const longest = 2 * steps.reduce((sum, { watchSeconds }) => sum + watchSeconds, 0);
      return onlyIf(
        longest >= LONGEST_RELEASE_SECONDS,
        "release.steps",
        `must be watched for less than ${LONGEST_RELEASE_SECONDS / 2} seconds together, since CodePipeline waits 7 days for a release and each watch may be repeated`,
        longest / 2,
      );
    },
  ),
];

function namesCertificate(tls: string | { readonly certificate?: string }): boolean {
  return typeof tls === "string" || tls.certificate !== undefined;
}
