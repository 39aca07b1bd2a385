import type { Statement } from "../../local/iam/policy";
import { statementName } from "../../local/iam/statement";
import { administrators, asked, documented, type Asked } from "./asked";
import { decide, may, type Role, roleOf } from "./deciding";

jest.setTimeout(60_000);

const places = ["tools", "dev"] as const;
const placeOf = ({ stack }: Asked) => (stack.startsWith("dev-") ? "dev" : "tools");
const isAdministrators = (one: Asked) =>
  one.stack === "artifacts" &&
  administrators.some(([action, resource]) => action === one.action && resource === one.resource);
const needed = (place: (typeof places)[number]): readonly Asked[] =>
  [...asked, ...documented].filter((one) => placeOf(one) === place && !isAdministrators(one));

test.each(places)("the role of %s may do all that its stacks were seen to need", (place) => {
  const role = roleOf(place);
  const refused = needed(place).filter((one) => !may(role, one));
  expect(refused).toEqual([]);
});

test("what destroys all releases is left to an administrator", () => {
  const tools = roleOf("tools");
  const theirs = asked.filter(isAdministrators);
  expect(theirs).toHaveLength(administrators.length);
  expect(theirs.filter((one) => may(tools, one))).toEqual([]);
});

interface Lessened {
  /** The statement, as decisions name it. */
  readonly statement: string;
  readonly entry: string;
  readonly role: Role;
}

/** Each way to take one entry out of one list of one statement that allows something. */
function lessened(role: Role, list: "Action" | "Resource"): Lessened[] {
  return role.flatMap((policy, at) =>
    policy.statements.flatMap((statement, index) => {
      const entries = [statement[list] ?? []].flat();
      if (statement.Effect === "Deny" || (list === "Resource" && entries.length < 2)) return [];
      return entries.map((entry) => {
        const less: Statement = { ...statement, [list]: entries.filter((one) => one !== entry) };
        const statements = policy.statements.with(index, less);
        return {
          statement: statementName(policy, index),
          entry,
          role: role.with(at, { ...policy, statements }),
        };
      });
    }),
  );
}

test.each(places)("the role of %s has no action and no resource that is not needed", (place) => {
  const whole = roleOf(place);
  const decided = needed(place).map((one) => ({
    one,
    by: decide(whole, one).by.filter((statement) => !statement.startsWith("key#")),
  }));
  const without = [...lessened(whole, "Action"), ...lessened(whole, "Resource")];
  expect(without.length).toBeGreaterThan(60);
  const idle = without.filter(({ statement, role }) =>
    // What two statements allow is lost by neither.
    decided.filter(({ by }) => by.length === 1 && by[0] === statement).every(({ one }) => may(role, one)),
  );
  expect(idle.map(({ statement, entry }) => `${statement}: ${entry}`)).toEqual([]);
});
