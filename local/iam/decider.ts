import type { Place } from "../context";
import { AwsError, type ServiceRequest } from "../gateway/service";
import type { Context } from "./condition";
import type { EndpointPolicies } from "./endpoint-policies";
import { evaluate, type Decision, type Policies } from "./evaluate";
import { refusal } from "./refusal";
import type { ResourcePolicies } from "./resource-policies";
import type { Deployed } from "./resources";
import { parseRole, type DeployedRole, type Roles } from "./roles";
import type { Requirement } from "./requirement";
import type { Ask, Principal } from "./statement";

/** What is deployed, as far as it decides. */
export interface Sources {
  readonly roles: Pick<Roles, "find">;
  readonly resources: Deployed;
  readonly policies: Pick<ResourcePolicies, "of">;
  readonly endpoints: Pick<EndpointPolicies, "of">;
}

export interface Recorder {
  /** @param role whose policies decided: the one that acts, or that is assumed. */
  decision(role: string, ask: Ask, policies: Policies, decision: Decision): void;
}

/** Who asks: a role's session, or a service that would have one. */
export interface Caller {
  readonly role?: DeployedRole;
  readonly principal: Principal;
}

/** Puts requirements to the policies in force, and keeps what came of it. */
export class Decider {
  constructor(
    private readonly sources: Sources,
    private readonly recorder: Recorder,
  ) {}

  /** The session of a deployed role. */
  async callerOf(account: string, name: string, session: string): Promise<Caller> {
    const role = await this.sources.roles.find(account, name);
    // https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
    if (role === undefined)
      throw new AwsError(
        "InvalidClientTokenId",
        "The security token included in the request is invalid",
        403,
      );
    const arn = `arn:aws:sts::${account}:assumed-role/${name}/${session}`;
    return { role, principal: { arn: role.arn, account, session: arn } };
  }

  /** Throws where a requirement is refused, in the words of the request's service. */
  async require(
    caller: Caller,
    requirement: Requirement,
    place: Place,
    request: Pick<ServiceRequest, "service" | "headers">,
  ): Promise<void> {
    const ask = await this.askOf(caller, requirement, place);
    const decision = await this.decide(caller, ask, place);
    if (!decision.allowed) throw refusal(request, ask, decision);
  }

  private async decide({ role }: Caller, ask: Ask, place: Place): Promise<Decision> {
    const { account, name } = parseRole(ask.resource);
    const resource =
      ask.action === "sts:AssumeRole"
        ? (await this.sources.roles.find(account, name))?.trust
        : await this.sources.policies.of(ask.resource, { ...place, account: ask.account });
    const endpoint = await this.sources.endpoints.of(ask, place.region);
    const policies = { identity: role?.identity ?? [], boundary: role?.boundary, resource, endpoint };
    const decision = evaluate(ask, policies);
    this.recorder.decision(role?.arn ?? ask.resource, ask, policies, decision);
    return decision;
  }

  private async askOf(
    { principal }: Caller,
    requirement: Requirement,
    { account, region }: Place,
  ): Promise<Ask> {
    const { action, resource, context } = requirement;
    const owner = requirement.account ?? (await this.ownerOf(resource)) ?? account;
    const caller: Context =
      principal.session === undefined
        ? {}
        : { "aws:PrincipalArn": principal.arn, "aws:PrincipalAccount": principal.account };
    const common: Context = {
      // Traffic on loopback is plain HTTP; AWS's endpoints are TLS.
      "aws:SecureTransport": "true",
      "aws:RequestedRegion": region,
      "aws:ResourceAccount": owner,
    };
    return { principal, action, resource, account: owner, context: { ...common, ...caller, ...context } };
  }

  private async ownerOf(resource: string): Promise<string | undefined> {
    const [, , service, , account, name = ""] = resource.split(":");
    if (service === "s3") return this.sources.resources.bucketOwner(name.split("/")[0] ?? "");
    return account === "" ? undefined : account;
  }
}
