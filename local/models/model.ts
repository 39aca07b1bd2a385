import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

type Numeric = "integer" | "long" | "float" | "double";
export type ShapeType = "structure" | "list" | "map" | "string" | "blob" | "boolean" | "timestamp" | Numeric;

/** What a value looks like, in botocore's own words. */
export interface Shape {
  readonly type: ShapeType;
  readonly members: ReadonlyMap<string, Reference>;
  /** Of a list. */
  readonly member?: Reference;
  /** Of a map. */
  readonly key?: Reference;
  readonly value?: Reference;
  readonly required?: readonly string[];
  /** The member that is the whole body. */
  readonly payload?: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly flattened?: boolean;
  readonly timestampFormat?: string;
}

/** How a shape is used at one place. */
export interface Reference {
  readonly shape: Shape;
  readonly location?: "uri" | "querystring" | "header" | "headers" | "statusCode";
  readonly locationName?: string;
  readonly queryName?: string;
  readonly flattened?: boolean;
  readonly timestampFormat?: string;
}

export interface Operation {
  readonly name: string;
  /** REST protocols only. */
  readonly method?: string;
  readonly requestUri?: string;
  readonly responseCode?: number;
  readonly input: Shape;
  /** `output` and `errors` (their codes) only where a service of ours answers. */
  readonly output?: Shape;
  readonly errors?: readonly string[];
}

export interface Model {
  readonly protocols: readonly string[];
  readonly operations: ReadonlyMap<string, Operation>;
}

const models = new Map<string, Model | undefined>();

/** The model of a service by its name in a SigV4 scope; undefined for a service that local AWS does not know. */
export function modelOf(service: string): Model | undefined {
  if (!models.has(service)) {
    const file = path.join(__dirname, "data", `${service}.json`);
    const known = /^[a-z0-9-]+$/.test(service) && existsSync(file);
    models.set(service, known ? link(JSON.parse(readFileSync(file, "utf8")) as ModelFile) : undefined);
  }
  return models.get(service);
}

/** What `scripts/generate-models.ts` writes: shapes are named by their index, since they contain one another. */
interface ModelFile extends Pick<Model, "protocols"> {
  readonly answers?: boolean;
  readonly operations: Readonly<Record<string, { readonly input?: number; readonly output?: number }>>;
  readonly shapes: readonly Record<string, unknown>[];
}

type Named = number | { readonly shape: number };

const nothing: Shape = { type: "structure", members: new Map() };

function link({ protocols, operations, answers, shapes }: ModelFile): Model {
  const at = (index = -1): Shape => (shapes[index] as Shape | undefined) ?? nothing;
  const reference = (named: Named): Reference =>
    typeof named === "number" ? { shape: at(named) } : { ...named, shape: at(named.shape) };
  for (const shape of shapes) {
    const members = Object.entries((shape.members ?? {}) as Readonly<Record<string, Named>>);
    shape.members = new Map(members.map(([name, named]) => [name, reference(named)]));
    for (const part of ["member", "key", "value"])
      if (shape[part] !== undefined) shape[part] = reference(shape[part] as Named);
  }
  const linked = Object.entries(operations).map(
    ([name, { input, output, ...entry }]): [string, Operation] => [
      name,
      { ...entry, name, input: at(input), ...(answers && { output: at(output) }) },
    ],
  );
  return { protocols, operations: new Map(linked) };
}
