/** ARN of an ACM certificate in the load balancer's region, known or not before an apply, or none at all. */
export type Tls = "plain-http" | (string & {});

export interface ListenerPorts {
  readonly scheme: "http" | "https";
  readonly production: number;
  /** Where plain HTTP is sent on to HTTPS. */
  readonly redirect: number | undefined;
  readonly test: number;
}

/** Ports that the load balancer opens and its security group lets in. */
export function listenerPorts(tls: unknown): ListenerPorts {
  return tls === "plain-http"
    ? { scheme: "http", production: 80, redirect: undefined, test: 8081 }
    : { scheme: "https", production: 443, redirect: 80, test: 8081 };
}

/** Protocol of a listener, with a policy that offers TLS 1.3 and accepts 1.2. */
export function tlsOf(tls: Tls) {
  return tls === "plain-http"
    ? { protocol: "HTTP" }
    : { protocol: "HTTPS", certificateArn: tls, sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" };
}
