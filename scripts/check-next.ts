/** `make check-next`: compiles and synthesizes the same source against the versions in `next/`, and compares the JSON. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { copySource } from "./copy-source";
import { differences, unreviewed } from "./next-differences";

const root = path.join(__dirname, "..");
const next = path.join(root, "next");

/** Packages that go by another name there. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "provider-6": {},
  cdktn: { cdktf: "cdktn", "@cdktf/provider-aws": "@cdktn/provider-aws" },
};

const reviewedSchema = z.array(
  z.strictObject({ path: z.string(), in: z.array(z.enum(["provider-6", "cdktn"])), reason: z.string() }),
);

function checkNext(): void {
  const today = synthesize("today", root);
  const reviewed = reviewedSchema.parse(parse(readFileSync(path.join(next, "differences.yaml"), "utf8")));
  const problems = Object.keys(RENAMED).flatMap((name) => {
    const folder = path.join(next, name);
    run(folder, "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    const source = path.join(folder, "source");
    copySource(source, (text) => renamed(text, RENAMED[name] ?? {}));
    run(source, "tsc", ["--noEmit", "--project", "."]);
    const found = differences(today, synthesize(name, source));
    console.log(
      `${name}: ${today.size} stacks compiled and synthesized, ${found.length} kinds of differences`,
    );
    found.forEach((line) => console.log(`  ${line}`));
    const known = reviewed.filter((one) => one.in.some((it) => it === name)).map((one) => one.path);
    return unreviewed(found, known).map((line) => `${name}: ${line}`);
  });
  problems.forEach((line) => console.error(line));
  if (problems.length > 0) process.exitCode = 1;
}

function renamed(text: string, names: Readonly<Record<string, string>>): string {
  return Object.entries(names).reduce(
    (changed, [from, to]) => changed.replaceAll(new RegExp(`(from ")${from}(?=["/])`, "g"), `$1${to}`),
    text,
  );
}

/** The JSON of each stack. */
function synthesize(name: string, source: string): ReadonlyMap<string, unknown> {
  const out = path.join(root, "dist", "next", name);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  run(source, process.execPath, ["--import", "tsx", "main.ts"], { CDKTF_OUTDIR: out });
  const stacks = path.join(out, "stacks");
  return new Map(
    readdirSync(stacks).map((stack) => [
      stack,
      JSON.parse(readFileSync(path.join(stacks, stack, "cdk.tf.json"), "utf8")),
    ]),
  );
}

function run(cwd: string, file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  execFileSync(file, args, { cwd, stdio: "inherit", env: { ...process.env, ...env } });
}

checkNext();
