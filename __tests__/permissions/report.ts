import { like } from "../../local/iam/patterns";
import { markdownTable } from "../../scripts/markdown-table";
import type { Decided, Evidence } from "./evidence";
import type { Refusal, Reviewed } from "./reviewed";
import { judge, type Judged } from "./take-away";

export interface Report {
  /** Every deployed role, with how much of it was needed. */
  readonly table: string;
  /** Each action, resource and condition of each role: the request that fails without it, or why it stays. */
  readonly details: string;
  /** Why the permissions are not proved; none when they are. */
  readonly problems: readonly string[];
}

const NOTHING = "dist/decisions must hold what the release suite recorded, got nothing: make test writes it";

export function report(
  evidence: Evidence,
  reviewed: readonly Reviewed[],
  refusals: readonly Refusal[] = [],
): Report {
  if (evidence.deployed.length + evidence.decisions.length === 0)
    return { table: "", details: "", problems: [NOTHING] };
  const judged = judge(evidence);
  const unneeded = judged.filter(({ need }) => need === undefined);
  const entryOf = (one: Judged) => reviewed.find((entry) => covers(entry, one));
  const stale = reviewed.filter((entry) => !unneeded.some((one) => covers(entry, one)));
  const refused = evidence.decisions.filter(
    (one) =>
      !one.allowed &&
      !refusals.some(({ role, action }) => like(role, one.carrier) && action === one.ask.action) &&
      !cameIntoForce(one, evidence.decisions),
  );
  return {
    table: table(judged, entryOf),
    details: details(judged, entryOf),
    problems: [
      ...unneeded
        .filter((one) => entryOf(one) === undefined)
        .map((one) => `${named(one)} must be needed by a test, or reviewed`),
      ...stale.map(
        ({ role, statement, value }) => `reviewed: ${role}: ${statement}: ${value} is needed, or nobody's`,
      ),
      ...refused.map(({ carrier, ask }) => `${carrier}: was refused ${ask.action} on ${ask.resource}`),
    ],
  };
}

/** A new role or policy counts some seconds after its write: whoever asked too early has asked again. */
function cameIntoForce({ carrier, ask }: Decided, decisions: readonly Decided[]): boolean {
  return decisions.some(
    (one) =>
      one.allowed &&
      one.carrier === carrier &&
      one.ask.action === ask.action &&
      one.ask.resource === ask.resource,
  );
}

function details(judged: readonly Judged[], entryOf: (one: Judged) => Reviewed | undefined): string {
  const because = (one: Judged) => {
    if (one.need !== undefined) return `${one.need.action} on ${one.need.resource}`;
    const entry = entryOf(one);
    return entry === undefined ? "nothing" : `nothing; ${entry.reason} (${entry.source})`;
  };
  const rows = judged.map((one) => [nameOf(one), one.statement, `${one.kind} ${one.value}`, because(one)]);
  return markdownTable(["Role or policy", "Statement", "What it has", "Needed for"], rows.sort());
}

function table(judged: readonly Judged[], entryOf: (one: Judged) => Reviewed | undefined): string {
  const roles = [...new Set(judged.map(nameOf))].sort();
  const rows = roles.map((role) => {
    const own = judged.filter((one) => nameOf(one) === role);
    const statements = new Set(own.map(({ statement }) => statement));
    const used = new Set(own.filter(({ need }) => need !== undefined).map(({ statement }) => statement));
    const of = (kind: Judged["kind"]) => {
      const all = own.filter((one) => one.kind === kind);
      return `${all.filter(({ need }) => need !== undefined).length} of ${all.length}`;
    };
    const kept = own.filter((one) => one.need === undefined && entryOf(one) !== undefined).length;
    const counts = [of("action"), of("resource"), of("condition")];
    return [role, `${used.size} of ${statements.size}`, ...counts, String(kept)];
  });
  return markdownTable(
    ["Role or policy", "Statements", "Actions", "Resources", "Conditions", "Reviewed"],
    rows,
  );
}

function covers({ role, statement, value }: Reviewed, one: Judged): boolean {
  return like(role, nameOf(one)) && like(statement, one.statement) && like(value, one.value);
}

function named(one: Judged): string {
  return `${nameOf(one)}: ${one.statement}: ${one.kind} ${one.value}`;
}

function nameOf({ carrier }: Judged): string {
  return carrier.split(":role/").at(-1) ?? carrier;
}
