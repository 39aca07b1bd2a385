import type { ServiceRequest } from "../gateway/service";
import type { Authority } from "../iam/authority";
import type { Facts } from "./facts";

/** What AWS checks of a request beside its shape and its caller's permissions. */
export interface Rule {
  readonly name: string;
  readonly service: string;
  readonly operations: readonly string[];
  readonly source: string;
  /** Throws what AWS answers when the rule does not hold. */
  readonly check: (request: ServiceRequest, world: World) => Promise<void>;
}

/** What a rule may ask. */
export interface World {
  readonly facts: Pick<Facts, keyof Facts>;
  /** Whether a service may act as a role, by the policies that are deployed. */
  readonly authority: Authority;
}
