import type { Credentials } from "../credentials";
import {
  AwsError,
  type Layer,
  type Next,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service";
import type { Authority, ServiceSession } from "./authority";
import type { Context } from "./condition";
import { Decider, type Caller, type Recorder, type Sources } from "./decider";
import type { Memory } from "./memory";
import { operationOf, text } from "./request";
import { linkedRoleOf, requirementsOf } from "./requirements";
import { parseRole } from "./roles";
import type { Requirement } from "./requirement";

export interface IamProps {
  readonly sources: Sources;
  /** What the sources remember. */
  readonly memory: Memory;
  readonly recorder: Recorder;
  /** Credentials of any role, deployed or not: moto tries no trust. */
  readonly credentials: (account: string, role: string, session: string) => Promise<Credentials>;
  /** Names of the roles that nobody deploys and that may do everything. */
  readonly administrators: readonly string[];
}

/** Decides every request of a role, and what services do as one, by the policies that are deployed. */
export class Iam implements Layer, Authority {
  private readonly decider: Decider;

  constructor(private readonly props: IamProps) {
    this.decider = new Decider(props.sources, props.recorder);
  }

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const caller = await this.callerOf(request);
    if (caller === undefined) await this.requireRole(request);
    else await this.authorize(caller, request);
    await this.linkRole(request);
    const response = await next(request);
    if (response.status < 300 && mayWrite(request))
      this.props.memory.forget(request.account, request.service);
    if (response.status === 404 && caller) await this.requireList(caller, request);
    return response;
  }

  async assume(roleArn: string, session: ServiceSession): Promise<Credentials> {
    await this.requireTrust(roleArn, session);
    const { account, name } = parseRole(roleArn);
    return this.props.credentials(account, name, session.name);
  }

  async act(roleArn: string, session: ServiceSession, requirements: readonly Requirement[]): Promise<void> {
    await this.requireTrust(roleArn, session);
    const { account, name } = parseRole(roleArn);
    const caller = await this.decider.callerOf(account, name, session.name);
    for (const requirement of requirements) {
      const [, , service = "", ofResource = ""] = requirement.resource.split(":");
      // A bucket's ARN has no region: the service works in that of the resource that it works for.
      const region = ofResource || (session.sourceArn?.split(":")[3] ?? "");
      await this.decider.require(caller, requirement, { account, region }, { service, headers: {} });
    }
  }

  private async requireTrust(resource: string, { service, sourceArn }: ServiceSession): Promise<void> {
    const { account } = parseRole(resource);
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    const context: Context =
      sourceArn === undefined
        ? {}
        : { "aws:SourceArn": sourceArn, "aws:SourceAccount": sourceArn.split(":")[4] ?? "" };
    const requirement = { action: "sts:AssumeRole", resource, context };
    await this.decider.require(
      { principal: { arn: service, account } },
      requirement,
      { account, region: "" },
      STS,
    );
  }

  /** Undefined for an administrator. */
  private async callerOf({ caller }: ServiceRequest): Promise<Caller | undefined> {
    const [, account = "", role = "", session = ""] =
      /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/(.+)$/.exec(caller) ?? [];
    if (role === "" || this.props.administrators.includes(role)) return undefined;
    return this.decider.callerOf(account, role, session);
  }

  private async authorize(caller: Caller, request: ServiceRequest): Promise<void> {
    const operation = operationOf(request);
    for (const requirement of await requirementsOf(operation, this.props.sources.resources))
      await this.decider.require(caller, requirement, operation, request);
  }

  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html */
  private async linkRole(request: ServiceRequest): Promise<void> {
    const { resources } = this.props.sources;
    const linked = linkedRoleOf({ service: request.service, name: request.operation ?? "" });
    if (linked !== undefined && !(await resources.hasRole(request, linked.role)))
      await resources.linkRole(request, linked.service);
  }

  /** Even an administrator assumes only what is there. */
  private async requireRole({ operation, parameters, caller }: ServiceRequest): Promise<void> {
    if (operation !== "AssumeRole") return;
    const { account, name } = parseRole(text(parameters.RoleArn));
    if (this.props.administrators.includes(name)) return;
    if ((await this.props.sources.roles.find(account, name)) !== undefined) return;
    const what = `sts:AssumeRole on resource: ${text(parameters.RoleArn)}`;
    throw new AwsError("AccessDenied", `User: ${caller} is not authorized to perform: ${what}`, 403);
  }

  /**
   * S3 says that an object is not there only to who may list its bucket.
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   */
  private async requireList(caller: Caller, request: ServiceRequest): Promise<void> {
    const { service, operation = "", parameters } = request;
    if (service !== "s3" || !["GetObject", "HeadObject"].includes(operation)) return;
    const resource = `arn:aws:s3:::${text(parameters.Bucket)}`;
    await this.decider.require(caller, { action: "s3:ListBucket", resource }, request, request);
  }
}

const STS = { service: "sts", headers: {} };

/** Objects change no policy, and a read nothing. */
function mayWrite({ service, operation = "" }: ServiceRequest): boolean {
  return (
    !/^(Get|List|Describe|BatchGet|Head)/.test(operation) &&
    !(service === "s3" && operation.includes("Object"))
  );
}
