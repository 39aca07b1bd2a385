import type { Synthesized } from "./addresses";
import { Platform } from "./platform";

/** Every type of resource here that has network interfaces, by where it names its groups. */
const GROUPS_OF: Readonly<Record<string, (attributes: Attributes) => unknown>> = {
  aws_lambda_function: ({ vpc_config }) => vpc_config && (vpc_config as Attributes).security_group_ids,
  aws_launch_template: ({ vpc_security_group_ids }) => vpc_security_group_ids ?? [],
  aws_lb: ({ security_groups }) => security_groups ?? [],
  aws_vpc_endpoint: ({ vpc_endpoint_type, security_group_ids }) =>
    vpc_endpoint_type === "Interface" ? (security_group_ids ?? []) : undefined,
};
const RULES = ["aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule"];

type Attributes = Readonly<Record<string, unknown>>;
interface Resource {
  readonly type: string;
  readonly address: string;
  readonly attributes: Attributes;
}

const stacks = [
  ...stacksOf(new Platform()),
  ...stacksOf(new Platform({ "environments.staging.network.nat": "none" }, "staging"), " without NAT"),
];
const ofType = (resources: readonly Resource[], ...types: readonly string[]) =>
  resources.filter(({ type }) => types.includes(type));

function stacksOf(platform: Platform, kind = ""): [string, Resource[]][] {
  return platform.ids.map((id) => [`${id}${kind}`, resourcesOf(platform.json(id))]);
}

function resourcesOf({ resource }: Synthesized): Resource[] {
  return Object.entries(resource).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, attributes]) => ({ type, address: `${type}.${name}`, attributes })),
  );
}

test.each(stacks)(
  "in %s everything with interfaces names its groups, and no group is idle",
  (_id, resources) => {
    const carried = resources.flatMap(({ type, address, attributes }): [string, unknown][] => {
      const groups = GROUPS_OF[type]?.(attributes);
      return groups === undefined ? [] : [[address, groups]];
    });
    // The default group is what a resource without any has.
    expect(carried.filter(([, groups]) => (groups as unknown[]).length === 0)).toEqual([]);
    const used = JSON.stringify(carried);
    const groups = ofType(resources, "aws_security_group").map(({ address }) => address);
    expect(groups.filter((address) => !used.includes(`\${${address}.id}`))).toEqual([]);
  },
);

test.each(stacks)("in %s no other type names security groups", (_id, resources) => {
  const known = [...Object.keys(GROUPS_OF), ...RULES, "aws_security_group", "aws_default_security_group"];
  const others = resources.filter(
    ({ type, attributes }) =>
      !known.includes(type) && /"(vpc_config|\w*security_group\w*)":/.test(JSON.stringify(attributes)),
  );
  expect(others.map(({ address }) => address)).toEqual([]);
});

test.each(stacks)("in %s every group and every rule says what it is for", (_id, resources) => {
  const silent = ofType(resources, "aws_security_group", ...RULES).filter(
    // The form that AWS takes.
    ({ attributes: { description = "" } }) =>
      !/^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/.test(description as string),
  );
  expect(silent.map(({ address }) => address)).toEqual([]);
});
