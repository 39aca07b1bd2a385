import { like } from "../../local/iam/patterns";
import { markdownTable } from "../../scripts/markdown-table";
import type { Evidence } from "./evidence";
import type { Refusal, Reviewed } from "./reviewed";
import { judge, type Judged } from "./take-away";

export interface Report {
  /** Every deployed role, with what of it was needed. */
  readonly table: string;
  /** Why the permissions are not proved; none when they are. */
  readonly problems: readonly string[];
}

export function report(
  evidence: Evidence,
  reviewed: readonly Reviewed[],
  refusals: readonly Refusal[] = [],
): Report {
  const judged = judge(evidence);
  const unneeded = judged.filter(({ needed }) => !needed);
  const listed = (one: Judged) => reviewed.some((entry) => covers(entry, one));
  const stale = reviewed.filter((entry) => !unneeded.some((one) => covers(entry, one)));
  const refused = evidence.decisions.filter(
    ({ allowed, carrier, ask }) =>
      !allowed && !refusals.some(({ role, action }) => like(role, carrier) && action === ask.action),
  );
  return {
    table: table(judged, listed),
    problems: [
      ...(evidence.decisions.length === 0 ? ["no decision was recorded"] : []),
      ...unneeded
        .filter((one) => !listed(one))
        .map(
          (one) =>
            `${nameOf(one)}: ${one.statement}: ${one.kind} ${one.value} must be needed by a test, or reviewed`,
        ),
      ...stale.map(
        ({ role, statement, value }) => `reviewed: ${role}: ${statement}: ${value} is needed, or nobody's`,
      ),
      ...refused.map(({ carrier, ask }) => `${carrier}: was refused ${ask.action} on ${ask.resource}`),
    ],
  };
}

function table(judged: readonly Judged[], listed: (one: Judged) => boolean): string {
  const roles = [...new Set(judged.map(nameOf))].sort();
  const rows = roles.map((role) => {
    const own = judged.filter((one) => nameOf(one) === role);
    const statements = new Set(own.map(({ statement }) => statement));
    const used = new Set(own.filter(({ needed }) => needed).map(({ statement }) => statement));
    const of = (kind: Judged["kind"]) => {
      const all = own.filter((one) => one.kind === kind);
      return `${all.filter(({ needed }) => needed).length} of ${all.length}`;
    };
    const kept = own.filter((one) => !one.needed && listed(one)).length;
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

function nameOf({ carrier }: Judged): string {
  return carrier.split(":role/").at(-1) ?? carrier;
}
