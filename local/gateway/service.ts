import type { IncomingHttpHeaders } from "node:http";

/** One AWS API request, parsed as far as its protocol allows. */
export interface ServiceRequest {
  /** Service name of the SigV4 scope, such as `codedeploy` or `elasticloadbalancing`. */
  readonly service: string;
  readonly region: string;
  /** Account of the caller's access key. */
  readonly account: string;
  /** ARN of the caller, as `GetCallerIdentity` tells it: a role's session, or the person's own key. */
  readonly caller: string;
  readonly accessKeyId: string;
  readonly method: string;
  /** Path without the query string. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** `CreateDeployment`, as AWS's model of the service names it; undefined when a REST request fits none. */
  readonly operation: string | undefined;
  /** The input with the names and types of AWS's model, whatever the protocol; `Date` and `Buffer` in it. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
  /** Who wrote it: moto, or `answer`, which checks against AWS's model. Another answer is none that may leave. */
  readonly origin?: "moto" | "model";
}

/** What every request of every service passes through: it may refuse the request, or change the answer. */
export interface Layer {
  /** Answers the request, or asks `next`: the next layer, then the services of this scope, at last moto. */
  handle(request: ServiceRequest, next: Next): Promise<ServiceResponse>;
}

/** An AWS service, or a correction of moto's, that the gateway asks before moto. */
export interface LocalService extends Layer {
  /** SigV4 scope names that it answers; none for a part that only runs and is stopped. */
  readonly scopes: readonly string[];
  /** Starts what runs by itself; called once, when the gateway answers. */
  start?(): Promise<void>;
  /** Stops everything that it started. */
  close?(): Promise<void>;
}

export type Next = (request: ServiceRequest) => Promise<ServiceResponse>;

/** An error as AWS names it; the gateway writes it in the request's protocol. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = code;
  }
}
