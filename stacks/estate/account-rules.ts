import { z } from "zod";
import { type Mistake, valueAt } from "./configuration-error";
import { below, onlyIf, type Rule, rule, wrong } from "./rule";
import { environmentSchema } from "./schema";

const { account, deployRole, administratorRole, budget, audit } = environmentSchema.shape;
const recipients = z.array(z.string());

/** Of each place by itself. */
export const accountRules: readonly Rule[] = [
  rule(z.object({ recipients }), ({ recipients }) =>
    recipients.flatMap((address, index) =>
      onlyIf(
        // AWS keeps addresses as they are written, and tells whom it knows as two twice.
        recipients.findIndex((one) => one.toLowerCase() === address.toLowerCase()) < index,
        `recipients.${index}`,
        "must be named once",
        address,
      ),
    ),
  ),
  rule(z.object({ deployRole, administratorRole }), ({ deployRole, administratorRole }) =>
    onlyIf(
      administratorRole === deployRole,
      "administratorRole",
      "must not be deployRole, which the administrator makes",
      administratorRole,
    ),
  ),
  // https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-abm.html
  rule(z.object({ region: z.string().startsWith("us-gov-"), budget }), ({ budget }) =>
    onlyIf(
      budget !== "none",
      "budget",
      'must be "none", since an account of AWS GovCloud (US) is paid by another one, where budgets are made',
      budget,
    ),
  ),
];

interface Named {
  readonly at: readonly [string, ...string[]];
  readonly data: unknown;
}

/** Of a place whose account another one has already: what an account has once, the first one makes. */
export function sharedAccounts(places: readonly Named[]): Mistake[] {
  return places.flatMap(({ at, data }, index) => {
    const own = account.safeParse(valueAt(data, ["account"]));
    if (!own.success) return [];
    const before = places.slice(0, index).filter((one) => valueAt(one.data, ["account"]) === own.data);
    const [first] = before;
    if (first === undefined) return [];
    const name = first.at.at(-1) ?? "";
    return below(at, [
      ...all(secondRules(`${name} looks after account ${own.data}`), data),
      ...before.flatMap((other) => all([ownRole(other)], data)),
    ]);
  });
}

function secondRules(since: string): Rule[] {
  return [
    rule(z.object({ budget }), ({ budget }) =>
      onlyIf(budget !== "none", "budget", `must be "none", since ${since}`, budget),
    ),
    ...(["trail", "guardDuty", "config"] as const).map((part) =>
      rule(z.object({ audit: z.object({ [part]: audit.shape[part] }) }), ({ audit }) =>
        onlyIf(
          audit[part] === "make",
          `audit.${part}`,
          `must be "adopt" or "none", since ${since}`,
          audit[part],
        ),
      ),
    ),
    rule(z.object({ adoptServiceLinkedRoles: z.array(z.unknown()) }), ({ adoptServiceLinkedRoles }) =>
      wrong("adoptServiceLinkedRoles", `must be absent, since ${since}`, adoptServiceLinkedRoles),
    ),
  ];
}

/** A role has at most 10 managed policies, which is fewer than two places need. */
function ownRole({ at, data }: Named): Rule {
  return rule(z.object({ deployRole }), ({ deployRole }) =>
    onlyIf(
      valueAt(data, ["deployRole"]) === deployRole,
      "deployRole",
      `must not be that of ${at.at(-1)}, which is in the same account`,
      deployRole,
    ),
  );
}

function all(rules: readonly Rule[], data: unknown): Mistake[] {
  return rules.flatMap((check) => check(data));
}
