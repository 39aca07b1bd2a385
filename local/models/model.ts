import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { ModelFile, OperationEntry, ReferenceEntry, ReferenceTraits, ShapeTraits } from "./model-file";

/** What a value looks like: a shape with its parts in place. */
export interface Shape extends ShapeTraits {
  readonly members: ReadonlyMap<string, Reference>;
  /** Of a list. */
  readonly member?: Reference;
  /** Of a map. */
  readonly key?: Reference;
  readonly value?: Reference;
}

export interface Reference extends ReferenceTraits {
  readonly shape: Shape;
}

export interface Operation extends Pick<OperationEntry, "method" | "requestUri" | "responseCode" | "errors"> {
  readonly name: string;
  readonly input: Shape;
  /** Only where a service of ours answers. */
  readonly output: Shape | undefined;
}

export interface Model {
  /** The name in a SigV4 scope. */
  readonly service: string;
  readonly protocols: readonly string[];
  readonly operations: ReadonlyMap<string, Operation>;
}

const models = new Map<string, Model | undefined>();

/** The model of a service by its name in a SigV4 scope; undefined for a service that local AWS does not know. */
export function modelOf(service: string): Model | undefined {
  if (!models.has(service)) {
    const file = path.join(__dirname, "data", `${service}.json`);
    const known = /^[a-z0-9-]+$/.test(service) && existsSync(file);
    models.set(
      service,
      known ? link(service, JSON.parse(readFileSync(file, "utf8")) as ModelFile) : undefined,
    );
  }
  return models.get(service);
}

const nothing: Shape = { type: "structure", members: new Map() };

function link(service: string, { protocols, operations, answers, shapes: entries }: ModelFile): Model {
  const shapes = entries.map((entry) => ({ ...entry, members: new Map<string, Reference>() }) as Shape);
  const at = (index: number | undefined): Shape =>
    index === undefined ? nothing : (shapes[index] ?? nothing);
  const reference = (entry: ReferenceEntry): Reference =>
    typeof entry === "number" ? { shape: at(entry) } : { ...entry, shape: at(entry.shape) };
  entries.forEach(({ members = {}, member, key, value }, index) => {
    Object.assign(at(index), {
      members: new Map(Object.entries(members).map(([name, entry]) => [name, reference(entry)])),
      ...(member !== undefined && { member: reference(member) }),
      ...(key !== undefined && { key: reference(key) }),
      ...(value !== undefined && { value: reference(value) }),
    });
  });
  const linked = Object.entries(operations).map(
    ([name, { input, output, ...entry }]): [string, Operation] => [
      name,
      { ...entry, name, input: at(input), output: answers ? at(output) : undefined },
    ],
  );
  return { service, protocols, operations: new Map(linked) };
}
