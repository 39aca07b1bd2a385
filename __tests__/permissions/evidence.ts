import { evaluate, type Policies } from "../../local/iam/evaluate";
import type { Policy } from "../../local/iam/policy";
import type { Line, PolicyNames } from "../../local/iam/record";
import type { Ask } from "../../local/iam/statement";

/** A policy, under the name that stays the same from run to run: `<role>/<policy>`. */
export interface Carried {
  readonly carrier: string;
  readonly policy: Policy;
}

/** A decision with all that made it. */
export interface Decided {
  readonly carrier: string;
  readonly ask: Ask;
  readonly allowed: boolean;
  readonly policies: Policies;
}

/** What the local suites have deployed and decided. */
export interface Evidence {
  readonly deployed: readonly Carried[];
  readonly decisions: readonly Decided[];
}

export function readEvidence(files: readonly string[]): Evidence {
  const deployed: Carried[] = [];
  const decisions: Decided[] = [];
  for (const file of files) {
    const lines = file
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Line);
    const policies = new Map(
      lines.flatMap((line) => (line.kind === "policy" ? [[line.id, line.policy]] : [])),
    );
    const find = (id: string): Policy => {
      const found = policies.get(id);
      if (found === undefined) throw new Error(`decisions: policy ${id} must be in the file that names it`);
      return found;
    };
    for (const line of lines) {
      if (line.kind === "role") {
        const { identity, boundary, resource } = inForce(line.policies, find);
        for (const policy of [...identity, boundary, resource])
          if (policy !== undefined) deployed.push({ carrier: line.arn, policy });
      } else if (line.kind === "decision") {
        const { role: carrier, ask, allowed } = line;
        decisions.push({ carrier, ask, allowed, policies: inForce(line.policies, find) });
      }
    }
  }
  return { deployed, decisions };
}

export function stillAllowed({ ask }: Decided, policies: Policies): boolean {
  return evaluate(ask, policies).allowed;
}

function inForce(names: PolicyNames, find: (id: string) => Policy): Policies {
  const one = (id: string | undefined) => (id === undefined ? undefined : find(id));
  return {
    identity: names.identity.map(find),
    boundary: one(names.boundary),
    resource: one(names.resource),
    endpoint: one(names.endpoint),
  };
}
