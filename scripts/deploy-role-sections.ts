import type { PolicyDocument } from "../modules/deploy-role/policy-document";
import type { DeployRole } from "../stacks/deploy-roles";
import { markdownTable } from "./markdown-table";

/** Sections of docs/permissions.md about the roles that Terraform assumes. */
export function deployRoleSections(roles: readonly DeployRole[]): string[] {
  return roles.map(({ place, account, name, trust, policies, boundary }) => {
    const by = trust.Statement.map(({ Principal }) => `\`${Principal?.AWS}\``).join(", ");
    const bounds = `#### \`${boundary.name}\`, the boundary of every role that the stacks make\n\n`;
    const tables = Object.entries(policies).map(
      ([policy, { Statement }]) =>
        `#### \`${policy}\`\n\n${markdownTable(["", "May", "On", "If"], Statement.map(row))}`,
    );
    return [
      `## Deploy role of ${place}\n`,
      `\`${name}\` in ${account}, assumed by ${by}.\n`,
      ...tables,
      bounds + markdownTable(["", "May", "On", "If"], boundary.policy.Statement.map(row)),
    ].join("\n");
  });
}

function row({ Sid, Effect, Action, Resource = [], Condition = {} }: PolicyDocument["Statement"][number]) {
  const conditions = Object.entries(Condition).flatMap(([test, keys]) =>
    Object.entries(keys).map(([key, values]) => `\`${key}\` ${test} ${code(values).join(" or ")}`),
  );
  return [
    Effect === "Deny" ? `${Sid}: **never**` : Sid,
    code(Action).join("<br>"),
    code(Resource).join("<br>"),
    conditions.join("<br>"),
  ];
}

function code(values: readonly string[]): string[] {
  return values.map((value) => `\`${value}\``);
}
