import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Decision, Policies } from "./evaluate";
import type { Policy } from "./policy";
import type { DeployedRole } from "./roles";
import type { Ask } from "./statement";

/** Names of the policies of a decision or a role: each is a line of its own. */
export interface PolicyNames {
  readonly identity: readonly string[];
  readonly boundary?: string;
  readonly resource?: string;
  readonly endpoint?: string;
}

/** A line of the file: a policy under its content's name, a role that was deployed, or a decision. */
export type Line =
  | { readonly kind: "policy"; readonly id: string; readonly policy: Policy }
  | { readonly kind: "role"; readonly arn: string; readonly policies: PolicyNames }
  | ({
      readonly kind: "decision";
      readonly role: string;
      readonly ask: Ask;
      readonly policies: PolicyNames;
    } & Decision);

/** What was decided and by which policies, so that it can be decided again without local AWS. */
export class Record {
  private readonly written = new Set<string>();

  constructor(private readonly file: string) {
    mkdirSync(dirname(file), { recursive: true });
  }

  role({ arn, identity, boundary, trust }: DeployedRole): void {
    this.write({ kind: "role", arn, policies: this.named({ identity, boundary, resource: trust }) });
  }

  decision(role: string, ask: Ask, policies: Policies, decision: Decision): void {
    this.write({ kind: "decision", role, ask, policies: this.named(policies), ...decision });
  }

  private named({ identity, boundary, resource, endpoint }: Policies): PolicyNames {
    const name = (policy: Policy) => {
      const id = createHash("sha256").update(JSON.stringify(policy)).digest("hex").slice(0, 16);
      this.write({ kind: "policy", id, policy });
      return id;
    };
    return {
      identity: identity.map(name),
      ...(boundary && { boundary: name(boundary) }),
      ...(resource && { resource: name(resource) }),
      ...(endpoint && { endpoint: name(endpoint) }),
    };
  }

  /** Once: the same is asked thousands of times. */
  private write(line: Line): void {
    const text = JSON.stringify(line);
    if (this.written.has(text)) return;
    this.written.add(text);
    appendFileSync(this.file, `${text}\n`);
  }
}
