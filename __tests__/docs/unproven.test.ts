import { readFileSync } from "node:fs";
import path from "node:path";
import { probeGroups } from "../../conformance/probes";

const page = readFileSync(path.join(__dirname, "../../docs/unproven.md"), "utf8");
const [proven = ""] = page.split("\n## ");
const rows = proven.split("\n").filter((line) => /^\| (?!Relied on|-)/.test(line));

test("every line of docs/unproven.md names a probe that exists", () => {
  const ids = new Set(probeGroups.flatMap(({ probes }) => probes.map(({ id }) => id)));
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) {
    const named = [...(row.split("|")[3] ?? "").matchAll(/`([^`]+)`/g)].map(([, id]) => id ?? "");
    expect([row, named.length > 0 && named.every((id) => ids.has(id))]).toEqual([row, true]);
  }
});
