import type { Layer, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import type { DeployedRole, Roles } from "../iam/roles";
import type { Clock } from "../clock/clock";
import { Late } from "./late";
import type { Lateness } from "./lateness";

interface Known {
  newest: DeployedRole | undefined;
  readonly inForce: Late<DeployedRole | undefined>;
}

/** Roles as the services know them: a new role, a changed policy or a deletion reaches them some seconds after its write. */
export class LateRoles implements Layer, Pick<Roles, "find"> {
  private readonly known = new Map<string, Known>();
  /** By account. */
  private readonly writtenAt = new Map<string, number>();

  constructor(
    private readonly roles: Pick<Roles, "find">,
    private readonly clock: Clock,
    private readonly lateness: Lateness,
  ) {}

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const response = await next(request);
    const { service, operation = "", account } = request;
    if (service === "iam" && !/^(Get|List)/.test(operation) && response.status < 300)
      this.writtenAt.set(account, this.clock.now());
    return response;
  }

  async find(account: string, name: string): Promise<DeployedRole | undefined> {
    const newest = await this.roles.find(account, name);
    const known = this.known.get(`${account}/${name}`) ?? { newest: undefined, inForce: new Late(undefined) };
    this.known.set(`${account}/${name}`, known);
    if (JSON.stringify(newest) !== JSON.stringify(known.newest)) {
      known.newest = newest;
      known.inForce.set(
        newest,
        (this.writtenAt.get(account) ?? 0) + this.lateness.milliseconds("newIdentity"),
      );
    }
    return known.inForce.at(this.clock.now());
  }
}
