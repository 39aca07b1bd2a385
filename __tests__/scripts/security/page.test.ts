import { readFileSync } from "node:fs";
import { join } from "node:path";
import { COMMAND, securityPage } from "../../../scripts/security/page";

const PAGE = join(__dirname, "..", "..", "..", "docs", "security.md");

test("docs/security.md shows the exceptions that the scan is held to", () => {
  const page = { writeItAnewBy: COMMAND, page: readFileSync(PAGE, "utf8") };
  expect(page).toEqual({ writeItAnewBy: COMMAND, page: securityPage() });
});
