/** Prints docs/security.md: what a scan of the synthesized JSON finds and we keep, with the reasons. */
import { markdownTable } from "../markdown-table";
import { exceptions } from "./exceptions";

export const COMMAND = "npx tsx scripts/security/page.ts > docs/security.md";

export function securityPage(): string {
  return [
    "# Security\n",
    "`make scan` scans the JSON that Terraform reads with [checkov](https://www.checkov.io) and fails on anything " +
      "that it finds, but for what is listed here, and on an entry that it finds no more.\n",
    `Write it anew: \`${COMMAND}\`\n`,
    markdownTable(
      ["Check", "Where", "Kept because"],
      exceptions.map(({ check, where, reason }) => [`\`${check}\``, `\`${where}\``, reason]),
    ),
  ].join("\n");
}

if (require.main === module) process.stdout.write(securityPage());
