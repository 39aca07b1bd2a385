import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const project = path.join(__dirname, "..");
const sources = ["bench", "lambda-src", "local", "modules", "scripts", "stacks"];

const files = sources.flatMap((folder) =>
  readdirSync(path.join(project, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => path.join(folder, file)),
);

/** The files of ours that a file imports, types too: a circle of types ties two files together as well. */
function importsOf(file: string): readonly string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(path.join(project, file), "utf8"));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith("."))
    .map(({ fileName }) => `${path.join(path.dirname(file), fileName)}.ts`)
    .filter((imported) => existsSync(path.join(project, imported)));
}

/** The first way from a file back to itself, if there is one. */
function circle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const walk = (file: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of graph.get(file) ?? []) {
      const found = walk(next, [...trail, file]);
      if (found.length > 0) return found;
    }
    done.add(file);
    return [];
  };
  return files.map((file) => walk(file, [])).find((found) => found.length > 0) ?? [];
}

test("no file imports itself through others", () => {
  const graph = new Map(files.map((file) => [file, importsOf(file)]));
  expect(graph.get("local/services.ts")).toContain("local/lambda/lambda.ts");
  expect(circle(graph)).toEqual([]);
});

test("modules know of the release's functions only what their contracts say", () => {
  const known = files
    .filter((file) => /^(modules|stacks)\//.test(file))
    .flatMap((file) => importsOf(file).map((imported) => ({ file, imported })))
    .filter(({ imported }) => imported.startsWith("lambda-src/"));
  expect(known).toContainEqual({
    file: "modules/release/release-functions.ts",
    imported: "lambda-src/contracts/fleet.ts",
  });
  expect(known.filter(({ imported }) => !imported.startsWith("lambda-src/contracts/"))).toEqual([]);
});

test("the steps of a release know no AWS, no function and no environment", () => {
  const foreign = files
    .filter((file) => /^lambda-src\/(steps|model)\//.test(file))
    .filter((file) =>
      /@aws-sdk|process\.env|\.\.\/(aws|functions|runtime)\//.test(
        readFileSync(path.join(project, file), "utf8"),
      ),
    );
  expect(foreign).toEqual([]);
});
