import type { Deployment, Estate } from "./estate";

const EVERYONE = "0.0.0.0/0";

/** What is allowed, and seldom meant: one line each. */
export function warningsOf({ services }: Estate): string[] {
  return services.flatMap(({ name, deployments }) =>
    deployments.flatMap((deployment) => {
      const path = `services.${name}.environments.${deployment.environment.name}.loadBalancer`;
      return doubts(deployment).map(([field, doubt]) => `warning: ${path}.${field}: ${doubt}`);
    }),
  );
}

function doubts({ environment, loadBalancer }: Deployment): (readonly [field: string, doubt: string])[] {
  const { scheme, tls, firewall, testCidrs } = loadBalancer;
  const exposed = environment.protected && scheme === "internet-facing";
  return [
    ...(exposed && tls === "plain-http"
      ? [["tls", "a protected environment speaks plain HTTP to the internet"] as const]
      : []),
    ...(exposed && firewall === "none"
      ? [["firewall", "nothing stands between a protected environment and the internet"] as const]
      : []),
    ...(testCidrs.includes(EVERYONE)
      ? [["testCidrs", "everyone may reach a version that no gate has judged"] as const]
      : []),
  ];
}
