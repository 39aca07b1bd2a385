import * as z from "zod";
import type { Colour } from "../model/colour";
import { SmokeTestFailed } from "../model/errors";
import type { Get } from "../model/ports";

const identity = z.object({ version: z.string(), colour: z.string() });

/** Requests per smoke test: enough to meet more than one instance. */
const REQUESTS = 5;

/** Asks the candidate, through the load balancer, who it is: status 200, the new version, its own colour. */
export async function smoke(get: Get, colour: Colour, version: string): Promise<void> {
  for (let request = 1; request <= REQUESTS; request++) {
    const path = `smoke test: request ${request} of ${REQUESTS} to ${colour}`;
    const { status, body } = await get({ "X-Slipway-Colour": colour }).catch((error: unknown) => {
      throw new SmokeTestFailed(`${path}: must be answered, got ${String(error)}`);
    });
    if (status !== 200) throw new SmokeTestFailed(`${path}: status must be 200, got ${status}`);
    const answer = identity.safeParse(parseJson(body));
    if (!answer.success || answer.data.version !== version || answer.data.colour !== colour) {
      const got = body.slice(0, 200);
      throw new SmokeTestFailed(
        `${path}: answer must name version ${version} and colour ${colour}, got ${got}`,
      );
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
