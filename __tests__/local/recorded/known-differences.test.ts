import { readFileSync } from "node:fs";
import path from "node:path";
import { knownDifferences } from "./known-differences";

const readme = readFileSync(path.join(__dirname, "../../../local/README.md"), "utf8");

test("local/README.md lists every known difference from what was recorded on AWS, and no other", () => {
  const [, listed = ""] = /## Known differences\n([^]*?)\n## /.exec(readme) ?? [];
  const reasons = [...listed.matchAll(/^- (.*)\.$/gm)].map(([, reason]) => reason);
  expect(reasons).toEqual(knownDifferences.map(({ reason }) => reason));
});

test("no fact is listed twice", () => {
  const facts = knownDifferences.flatMap((difference) => difference.facts);
  expect(facts).toEqual([...new Set(facts)]);
});
