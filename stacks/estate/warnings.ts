import { type Deployment, type Estate, type Place, placesOf } from "./estate";
import { usesSpot } from "./fleet-rules";

const EVERYONE = "0.0.0.0/0";
/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html */
const SPOT_NOTICE_SECONDS = 120;

/** What is allowed, and seldom meant: one line each. */
export function warningsOf(estate: Estate): string[] {
  const places = placesOf(estate).flatMap((place) => {
    const path = place.name === estate.tools.name ? "tools" : `environments.${place.name}`;
    return unwatched(place).map(([field, doubt]) => [`${path}.${field}`, doubt] as const);
  });
  const deployments = estate.services.flatMap(({ name, deployments }) =>
    deployments.flatMap((deployment) => {
      const path = `services.${name}.environments.${deployment.environment.name}`;
      const doubts = [...wayIn(deployment), ...instances(deployment)];
      return doubts.map(([field, doubt]) => [`${path}.${field}`, doubt] as const);
    }),
  );
  return [...places, ...deployments].map(([path, doubt]) => `warning: ${path}: ${doubt}`);
}

type Doubt = readonly [field: string, doubt: string];

function doubtIf(condition: boolean, ...doubt: Doubt): Doubt[] {
  return condition ? [doubt] : [];
}

function unwatched({ protected: isProtected, audit: { trail, guardDuty } }: Place): Doubt[] {
  return [
    ...doubtIf(
      isProtected && trail === "none",
      "audit.trail",
      "nobody writes down who does what in a protected account",
    ),
    ...doubtIf(
      isProtected && guardDuty === "none",
      "audit.guardDuty",
      "nobody looks for attacks on a protected account",
    ),
  ];
}

function wayIn({ environment, loadBalancer }: Deployment): Doubt[] {
  const { scheme, tls, firewall, testCidrs } = loadBalancer;
  const exposed = environment.protected && scheme === "internet-facing";
  return [
    ...doubtIf(
      exposed && tls === "plain-http",
      "loadBalancer.tls",
      "a protected environment speaks plain HTTP to the internet",
    ),
    ...doubtIf(
      exposed && firewall === "none",
      "loadBalancer.firewall",
      "nothing stands between a protected environment and the internet",
    ),
    ...doubtIf(
      testCidrs.includes(EVERYONE),
      "loadBalancer.testCidrs",
      "everyone may reach a version that no gate has judged",
    ),
  ];
}

function instances({ fleet }: Deployment): Doubt[] {
  const { instanceType, mixedInstances, deregistrationDelaySeconds } = fleet;
  const { alternatives = [] } = mixedInstances ?? {};
  const others = alternatives.filter((type) => sizeOf(type) !== sizeOf(instanceType));
  return [
    ...doubtIf(
      others.length > 0,
      "fleet.mixedInstances.alternatives",
      `of another size than ${instanceType}, and with as many requests: ${others.join(", ")}`,
    ),
    ...doubtIf(
      usesSpot(mixedInstances) && deregistrationDelaySeconds > SPOT_NOTICE_SECONDS,
      "fleet.deregistrationDelaySeconds",
      `a spot instance that is taken back ends after ${SPOT_NOTICE_SECONDS} seconds, whatever it still answers`,
    ),
  ];
}

function sizeOf(instanceType: string): string {
  return instanceType.slice(instanceType.indexOf(".") + 1);
}
