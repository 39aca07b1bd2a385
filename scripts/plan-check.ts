/**
 * Refuses a plan of Terraform's, as `terraform show -json` prints it to standard input, that would take away what
 * users or a way back need. Exit code 1, and a line for each resource.
 */
import { text } from "node:stream/consumers";
import { z } from "zod";
import { readConfiguration } from "../stacks/estate/configuration";

const resource = z.object({ address: z.string(), type: z.string(), values: z.unknown() });
const change = z.object({
  address: z.string(),
  mode: z.string(),
  type: z.string(),
  change: z.object({ actions: z.array(z.string()), before: z.unknown(), after: z.unknown() }),
});
/** Which place it is of, Terraform tells by the tags that each of our stacks gives to all that it makes. */
const tags = z.object({ tags: z.object({ constant_value: z.object({ environment: z.string() }) }) });
const planSchema = z.object({
  configuration: z.object({
    provider_config: z.object({
      aws: z.object({ expressions: z.object({ default_tags: z.tuple([tags]) }) }),
    }),
  }),
  /** None before a first apply. */
  prior_state: z
    .object({
      values: z
        .object({ root_module: z.object({ resources: z.array(resource).default([]) }) })
        .default({ root_module: { resources: [] } }),
    })
    .default({ values: { root_module: { resources: [] } } }),
  resource_changes: z.array(change).default([]),
});
type Resource = z.infer<typeof resource>;
type Change = z.infer<typeof change>;

const rule = z.object({
  action: z.tuple([
    z.object({
      forward: z.tuple([
        z.object({ target_group: z.array(z.object({ arn: z.string(), weight: z.number() })).min(2) }),
      ]),
    }),
  ]),
});
const targetGroup = z.object({ arn: z.string() });
const fleet = z.object({
  desired_capacity: z.number(),
  max_size: z.number(),
  target_group_arns: z.array(z.string()),
});

/** Whether something that goes is one of those that users reach the application by, that holds data or watches. */
type Guard = (
  values: unknown,
  busyGroups: readonly string[],
) => "carries traffic" | "holds data" | "watches the account" | undefined;

const GUARDED: Readonly<Record<string, Guard>> = {
  aws_lb: (_values, busy) => carries(busy.length > 0),
  aws_lb_listener_rule: (values, busy) => carries(groupsOf(values).some(({ arn }) => busy.includes(arn))),
  aws_lb_target_group: (values, busy) => carries(busy.includes(targetGroup.parse(values).arn)),
  aws_autoscaling_group: (values, busy) =>
    carries(fleet.parse(values).target_group_arns.some((arn) => busy.includes(arn))),
  // Services need their network, but which of them run, another stack's state knows.
  aws_vpc: () => undefined,
  aws_dynamodb_table: () => "holds data",
  aws_s3_bucket: () => "holds data",
  aws_kms_key: () => "holds data",
  aws_cloudtrail: () => "watches the account",
  aws_config_configuration_recorder: () => "watches the account",
  aws_guardduty_detector: () => "watches the account",
};

function carries(traffic: boolean) {
  return traffic ? "carries traffic" : undefined;
}

/**
 * What a plan must not do: one line each.
 * @param unprotected names of the places that may be torn down; all others, unknown ones too, are protected.
 */
export function refusals(shown: unknown, unprotected: readonly string[]): string[] {
  const plan = planSchema.parse(shown);
  const [{ tags }] = plan.configuration.provider_config.aws.expressions.default_tags;
  const place = tags.constant_value.environment;
  const busy = busyGroups(plan.prior_state.values.root_module.resources);
  const changes = plan.resource_changes.filter(({ mode }) => mode === "managed");
  const tearsDown = changes.every(({ change: { actions } }) => actions.join() === "delete");
  return changes.flatMap((one) => [
    ...lost(one, busy, { protectedPlace: unprotected.includes(place) ? undefined : place, tearsDown }),
    ...shrunk(one),
  ]);
}

interface Circumstances {
  readonly protectedPlace: string | undefined;
  /** The whole stack goes, which nobody does by mistake in a place that is not protected. */
  readonly tearsDown: boolean;
}

function lost(
  { address, type, change: { actions, before } }: Change,
  busy: readonly string[],
  { protectedPlace, tearsDown }: Circumstances,
): string[] {
  const guard = GUARDED[type];
  const replaced = actions.includes("create");
  if (guard === undefined || !actions.includes("delete")) return [];
  // Those of the test listener are nobody's way in.
  if (type === "aws_lb_listener_rule" && groupsOf(before).length === 0) return [];
  const what = `${address}: must not be ${replaced ? "replaced" : "destroyed"}`;
  if (protectedPlace !== undefined) return [`${what}, since ${protectedPlace} is protected`];
  const reason = guard(before, busy);
  return reason === undefined || tearsDown ? [] : [`${what}, since it ${reason}`];
}

/** AWS ends instances at once when a group may have fewer than it has. */
function shrunk({ address, type, change: { actions, before, after } }: Change): string[] {
  if (type !== "aws_autoscaling_group" || actions.join() !== "update") return [];
  const { desired_capacity: running } = fleet.parse(before);
  const maximum = fleet.shape.max_size.parse(Reflect.get(Object(after) as object, "max_size"));
  return maximum < running
    ? [`${address}: max_size must be at least ${running}, as many as run, got ${maximum}`]
    : [];
}

/** Target groups that get requests from the production rule, and have somebody to answer them. */
function busyGroups(resources: readonly Resource[]): string[] {
  const of = (type: string) => resources.filter((one) => one.type === type).map(({ values }) => values);
  const staffed = of("aws_autoscaling_group")
    .map((values) => fleet.parse(values))
    .filter(({ desired_capacity }) => desired_capacity > 0)
    .flatMap(({ target_group_arns }) => target_group_arns);
  return of("aws_lb_listener_rule")
    .flatMap(groupsOf)
    .filter(({ arn, weight }) => weight > 0 && staffed.includes(arn))
    .map(({ arn }) => arn);
}

/** Of a rule that divides requests, as only the production rule does. */
function groupsOf(values: unknown): { readonly arn: string; readonly weight: number }[] {
  const result = rule.safeParse(values);
  return result.success ? result.data.action[0].forward[0].target_group : [];
}

async function main(): Promise<void> {
  const { estate } = await readConfiguration();
  const unprotected = estate.environments.filter((one) => !one.protected).map(({ name }) => name);
  const lines = refusals(JSON.parse(await text(process.stdin)), unprotected);
  for (const line of lines) console.error(line);
  if (lines.length > 0) process.exitCode = 1;
}

if (require.main === module) void main();
