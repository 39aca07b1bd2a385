/** ARN of an ACM certificate in the load balancer's region, or `none` for plain HTTP. */
export type Certificate = "none" | (string & {});

export interface ListenerPorts {
  readonly scheme: "http" | "https";
  readonly production: number;
  /** Where plain HTTP is sent on to HTTPS. */
  readonly redirect: number | undefined;
  readonly test: number;
}

/** Ports that the load balancer opens and its security group lets in. */
export function listenerPorts(certificate: Certificate): ListenerPorts {
  return certificate === "none"
    ? { scheme: "http", production: 80, redirect: undefined, test: 8081 }
    : { scheme: "https", production: 443, redirect: 80, test: 8081 };
}

/** Protocol of a listener, with a policy that offers TLS 1.3 and accepts 1.2. */
export function tlsOf(certificate: Certificate) {
  return certificate === "none"
    ? { protocol: "HTTP" }
    : { protocol: "HTTPS", certificateArn: certificate, sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" };
}
