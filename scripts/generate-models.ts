import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { z } from "zod";

/**
 * Writes `local/models/data/<scope>.json`: of botocore's models (Apache-2.0, in the virtual environment beside moto)
 * what local AWS needs. Committed, because unit tests and `make check` run without Python; a local test compares.
 */

const folder = path.join(__dirname, "../local/models");

const knownService = z.strictObject({
  model: z.string(),
  operations: z.array(z.string()).optional(),
  answers: z.literal(true).optional(),
});
type KnownService = z.infer<typeof knownService>;

const services = z
  .record(z.string(), knownService)
  .parse(parse(readFileSync(path.join(folder, "services.yaml"), "utf8")));

type Botocore = Record<string, unknown>;
interface ModelFile {
  readonly answers?: true;
  readonly protocols: readonly string[];
  readonly operations: Botocore;
  readonly shapes: readonly Botocore[];
}
interface BotocoreModel {
  readonly metadata: { readonly protocol: string; readonly protocols?: readonly string[] };
  readonly operations: Readonly<Record<string, Botocore>>;
  readonly shapes: Readonly<Record<string, Botocore>>;
}

const shapeTraits = [
  "type",
  "required",
  "min",
  "max",
  "pattern",
  "enum",
  "flattened",
  "payload",
  "locationName",
  "timestampFormat",
];
const memberTraits = ["location", "locationName", "queryName", "flattened", "timestampFormat"];

/** @returns the text of each service's file. */
export function generate(botocore: string): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(services).map(([scope, known]) => [
      scope,
      print(reduce(readModel(botocore, known.model), known)),
    ]),
  );
}

/** An operation and a shape a line, so that a difference and a search show one of them. */
function print({ operations, shapes, ...head }: ModelFile): string {
  const operationLines = Object.entries(operations).map(
    ([name, operation]) => `${JSON.stringify(name)}:${JSON.stringify(operation)}`,
  );
  const shapeLines = shapes.map((shape) => JSON.stringify(shape));
  return `${JSON.stringify(head).slice(0, -1)},"operations":{\n${operationLines.join(",\n")}},"shapes":[\n${shapeLines.join(",\n")}]}\n`;
}

function readModel(botocore: string, name: string): BotocoreModel {
  const versions = readdirSync(path.join(botocore, name)).sort();
  const file = path.join(botocore, name, versions.at(-1) ?? "", "service-2.json.gz");
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as BotocoreModel;
}

function reduce(model: BotocoreModel, { operations: kept, answers }: KnownService): ModelFile {
  const shapes: Botocore[] = [];
  const indexes = new Map<string, number>();
  const add = (name: string): number => {
    const shape = model.shapes[name] ?? {};
    const plain = pick(shape, shapeTraits);
    const key = "members" in shape || "member" in shape || "key" in shape ? name : JSON.stringify(plain);
    const found = indexes.get(key);
    if (found !== undefined) return found;
    const entry: Botocore = { ...plain };
    const index = shapes.push(entry) - 1;
    indexes.set(key, index);
    const members = Object.entries((shape.members ?? {}) as Record<string, Botocore>);
    if ("members" in shape) {
      entry.members = Object.fromEntries(members.map(([member, value]) => [member, reference(value)]));
    }
    for (const part of ["member", "key", "value"] as const) {
      if (part in shape) entry[part] = reference(shape[part] as Botocore);
    }
    return index;
  };
  const reference = (value: Botocore): unknown => {
    const traits = pick(value, memberTraits);
    const shape = add(String(value.shape));
    return Object.keys(traits).length === 0 ? shape : { ...traits, shape };
  };
  const { protocol, protocols = [protocol] } = model.metadata;
  const rest = protocol.startsWith("rest-");
  // A deprecated twin at the same URI comes last, so that it is never found first.
  const all = Object.entries(model.operations).sort(
    ([, a], [, b]) => Number("deprecated" in a) - Number("deprecated" in b),
  );
  return {
    ...(answers && { answers }),
    protocols: protocols.includes(protocol) ? protocols : [protocol, ...protocols],
    operations: Object.fromEntries(
      all
        .filter(([name]) => !kept || kept.includes(name))
        .map(([name, { http, input, output, errors }]) => [
          name,
          {
            ...(rest && pick(http as Botocore, ["method", "requestUri", "responseCode"])),
            ...(input ? { input: add(shapeOf(input)) } : {}),
            ...(answers && output ? { output: add(shapeOf(output)) } : {}),
            ...(answers && errors
              ? { errors: (errors as Botocore[]).map((error) => errorCode(model, shapeOf(error))) }
              : {}),
          },
        ]),
    ),
    shapes,
  };
}

function shapeOf(reference: unknown): string {
  return (reference as { readonly shape: string }).shape;
}

function errorCode({ shapes }: BotocoreModel, name: string): string {
  return (shapes[name]?.error as { readonly code?: string } | undefined)?.code ?? name;
}

function pick(value: Botocore, names: readonly string[]): Botocore {
  return Object.fromEntries(names.filter((name) => name in value).map((name) => [name, value[name]]));
}

/** The folder in a virtual environment that has botocore's models. */
export function botocoreData(venv: string): string {
  const lib = path.join(venv, "lib");
  const python = readdirSync(lib).find((name) => name.startsWith("python")) ?? "";
  return path.join(lib, python, "site-packages", "botocore", "data");
}

if (require.main === module) {
  for (const [scope, text] of generate(botocoreData(path.join(__dirname, "../.venv"))))
    writeFileSync(path.join(folder, "data", `${scope}.json`), text);
}
