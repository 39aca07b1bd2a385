import type { LocalContext } from "./context";
import type { LocalService } from "./gateway/service";
import { BucketPolicies } from "./moto/bucket-policies";

/**
 * The routing table: every service that the gateway asks before moto. Of two with the same scope the first is
 * asked first. Peers that several services share are made here, above the table, and stand in it themselves
 * (with no scopes) when they must be started or stopped.
 */
export function createServices(_context: LocalContext): readonly LocalService[] {
  return [new BucketPolicies()];
}
