/** What `generate.ts` writes of a service: botocore's own words, shapes by index. */
export interface ModelFile {
  readonly protocols: readonly string[];
  /** Whether outputs and errors are kept. */
  readonly answers?: boolean;
  readonly operations: Readonly<Record<string, OperationEntry>>;
  readonly shapes: readonly ShapeEntry[];
}

export interface OperationEntry {
  /** REST protocols only. */
  readonly method?: string;
  readonly requestUri?: string;
  readonly responseCode?: number;
  readonly input?: number;
  /** `output` and `errors` (their codes) only where a service of ours answers. */
  readonly output?: number;
  readonly errors?: readonly string[];
}

export type ShapeType =
  | "structure"
  | "list"
  | "map"
  | "string"
  | "blob"
  | "boolean"
  | "timestamp"
  | "integer"
  | "long"
  | "float"
  | "double";

export interface ShapeTraits {
  readonly type: ShapeType;
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

export interface ShapeEntry extends ShapeTraits {
  readonly members?: Readonly<Record<string, ReferenceEntry>>;
  readonly member?: ReferenceEntry;
  readonly key?: ReferenceEntry;
  readonly value?: ReferenceEntry;
}

/** How a shape is used at one place. */
export interface ReferenceTraits {
  readonly location?: "uri" | "querystring" | "header" | "headers" | "statusCode";
  readonly locationName?: string;
  readonly queryName?: string;
  readonly flattened?: boolean;
  readonly timestampFormat?: string;
}

export type ReferenceEntry = number | (ReferenceTraits & { readonly shape: number });
