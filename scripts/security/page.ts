/** Prints docs/security.md: what a scan of the synthesized JSON finds and we keep, with the reasons. */
import { markdownTable } from "../markdown-table";
import { type Exception, exceptions } from "./exceptions";
import { policyExceptions } from "./policy-exceptions";

export const COMMAND = "npx tsx scripts/security/page.ts > docs/security.md";

export function securityPage(): string {
  return [
    "# Security\n",
    "`make scan`, which is part of `make check`, looks through the JSON that Terraform reads with " +
      "[checkov](https://www.checkov.io), and through every policy in it, those of the deploy roles too, with " +
      "[parliament](https://github.com/duo-labs/parliament). It fails on anything that they find, but for what is " +
      "listed here, and on an entry that they find no more. That each action on `*` has a reason, that each condition " +
      "refuses a neighbour, and that each permission is needed, unit tests show and `make permissions`.\n",
    `Write it anew: \`${COMMAND}\`\n`,
    "## Resources\n",
    table(exceptions),
    "## Policies\n",
    table(policyExceptions),
  ].join("\n");
}

function table(entries: readonly Exception[]): string {
  return markdownTable(
    ["Check", "Where", "Kept because"],
    entries.map(({ check, where, reason }) => [`\`${check}\``, `\`${where}\``, reason]),
  );
}

if (require.main === module) process.stdout.write(securityPage());
