import { environment, event } from "../contracts/smoke";
import type { Get } from "../model/ports";
import { parseEnvironment, type Variables } from "../runtime/environment";
import { handle } from "../runtime/handle";
import { httpGet } from "../runtime/http-get";
import type { Write } from "../runtime/log";
import * as steps from "../steps/smoke";

export interface World {
  /** Asks the test listener. */
  readonly get: Get;
}

/** Asks the candidate who it is. */
export const smoke = ({ get }: World, write?: Write) =>
  handle(event, ({ plan, version }) => steps.smoke(get, plan.candidate, version), write);

export function world(variables: Variables): World {
  const { TEST_LISTENER_URL, SMOKE_PATH, CERTIFICATE_AUTHORITY } = parseEnvironment(environment, variables);
  return { get: httpGet(new URL(SMOKE_PATH, TEST_LISTENER_URL), CERTIFICATE_AUTHORITY) };
}
