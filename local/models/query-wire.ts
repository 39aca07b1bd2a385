import type { Shape } from "./model";
import type { Wire } from "./wire";

/** The fields of a query by the dots in their names: `Tags.member.1.Key=a`. */
export class QueryNode {
  text: string | undefined;
  readonly children = new Map<string, QueryNode>();

  /** @param omit - fields of the protocol itself */
  static parse(fields: URLSearchParams, omit: readonly string[]): QueryNode {
    const root = new QueryNode();
    for (const [name, value] of fields) {
      if (!omit.includes(name)) root.at(name.split(".")).text = value;
    }
    return root;
  }

  private at([first, ...rest]: readonly string[]): QueryNode {
    if (first === undefined) return this;
    const child = this.children.get(first) ?? new QueryNode();
    this.children.set(first, child);
    return child.at(rest);
  }
}

/** https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export const queryWire: Wire = {
  fields,
  nameOf: (member, { locationName, shape, flattened }) =>
    // A flattened list takes its items' name in place of its own.
    (isFlat(shape, flattened) && shape.member?.locationName) || (locationName ?? member),
  items: (node, list, { flattened }) => {
    if (!(node instanceof QueryNode)) return undefined;
    if (node.text === "" && node.children.size === 0) return [];
    const parent = isFlat(list, flattened) ? node : node.children.get(list.member?.locationName ?? "member");
    return parent && numbered(parent);
  },
  entries: (node, map, { flattened }) => {
    if (!(node instanceof QueryNode)) return undefined;
    const parent = isFlat(map, flattened) ? node : node.children.get("entry");
    return (
      parent &&
      numbered(parent)?.map((entry) => [
        entry.children.get(map.key?.locationName ?? "key"),
        entry.children.get(map.value?.locationName ?? "value"),
      ])
    );
  },
  scalar,
};

/** https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html: every list is flat. */
export const ec2Wire: Wire = {
  ...queryWire,
  nameOf: (member, { queryName, locationName = member }) =>
    queryName ?? locationName.charAt(0).toUpperCase() + locationName.slice(1),
  items: (node) => (node instanceof QueryNode ? numbered(node) : undefined),
};

function fields(node: unknown): Record<string, unknown> | undefined {
  if (!(node instanceof QueryNode) || (node.text && node.children.size === 0)) return undefined;
  return Object.fromEntries(node.children);
}

/** What cannot be decoded, as readable as it goes. */
function scalar(node: unknown): unknown {
  if (!(node instanceof QueryNode)) return node;
  return node.children.size === 0
    ? node.text
    : Object.fromEntries([...node.children].map(([name, child]) => [name, scalar(child)]));
}

function isFlat(shape: Shape, flattened: boolean | undefined): boolean {
  return flattened ?? shape.flattened ?? false;
}

function numbered({ children }: QueryNode): QueryNode[] | undefined {
  const names = [...children.keys()];
  if (!names.every((name) => /^\d+$/.test(name))) return undefined;
  return [...children].sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
}
