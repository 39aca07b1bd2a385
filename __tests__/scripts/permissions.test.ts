import { readFileSync } from "node:fs";
import { join } from "node:path";
import { COMMAND, permissionsPage } from "../../scripts/permissions";

const PAGE = join(__dirname, "..", "..", "docs", "permissions.md");

test("docs/permissions.md says what the synthesized roles may do", async () => {
  const lines = { writeItAnewBy: COMMAND, page: readFileSync(PAGE, "utf8").split("\n") };
  expect(lines).toEqual({ writeItAnewBy: COMMAND, page: (await permissionsPage()).split("\n") });
});
