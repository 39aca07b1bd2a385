import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

export interface Target {
  /** Undefined for AWS itself. */
  readonly endpoint: string | undefined;
}

export const HOW = `make conformance ENDPOINT=http://127.0.0.1:4566   local AWS (make local), or another emulator
make conformance ENDPOINT=aws CONFIRM=<account id>   the account of your credentials: a sandbox, never one in use`;

/** What a run costs and leaves on AWS; see the price lists of Elastic Load Balancing, CodeBuild and KMS. */
export const COST = `This makes a VPC without gateways, one application load balancer, a table, buckets, functions, roles, state
machines, a fleet of no instances, a key and two builds, all named slipway-cf-* and tagged slipway:conformance,
and removes them again. On AWS it costs less than 0.10 USD and takes about 15 minutes; the key stays scheduled for
deletion for 7 days, without charge.`;

/** Which endpoint may be used: one on this machine, or an account that was named for it. */
export async function permitted(
  endpoint: string | undefined,
  confirmed: string | undefined,
  accountOf: () => Promise<string>,
): Promise<Target> {
  if (!endpoint) throw new Error(`conformance: ENDPOINT must be set\n${HOW}`);
  const remote = endpoint !== "aws" && !isLoopback(endpoint);
  if (remote && !confirmed) throw new Error(`conformance: CONFIRM must be set for ${endpoint}\n${HOW}`);
  if (endpoint !== "aws") return { endpoint };
  const account = await accountOf();
  if (confirmed !== account) {
    throw new Error(
      `conformance: CONFIRM must be ${account}, the account of your credentials, got ${confirmed ?? "nothing"}`,
    );
  }
  return { endpoint: undefined };
}

export async function accountOfCaller(region: string): Promise<string> {
  const { Account = "" } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
  return Account;
}

function isLoopback(endpoint: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(endpoint).hostname);
}
