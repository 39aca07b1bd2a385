import type { Context } from "./condition";
import type { Identifiers } from "./identifiers";
import { conditionKeysOf } from "./reference";
import type { Operation } from "./request";
import type { Requirement } from "./requirement";

type Tags = Readonly<Record<string, string>>;

/** The action that a service asks for beside one that makes something with tags. */
const AT_CREATION: Readonly<Record<string, string>> = {
  // https://docs.aws.amazon.com/acm/latest/userguide/tags-permissions.html
  acm: "AddTagsToCertificate",
  // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html
  autoscaling: "CreateOrUpdateTags",
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
  ec2: "CreateTags",
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/tagging-resources-during-creation.html
  elasticloadbalancing: "AddTags",
  // https://docs.aws.amazon.com/service-authorization/latest/reference/: each of these has the action
  ...Object.fromEntries(
    [
      "cloudwatch",
      "codedeploy",
      "codepipeline",
      "dynamodb",
      "events",
      "kms",
      "lambda",
      "logs",
      "scheduler",
      "states",
      "wafv2",
    ].map((service) => [service, "TagResource"]),
  ),
};

/** What AWS asks beside a request that makes `resources` with tags. */
export function tagging(operation: Operation, resources: readonly string[]): readonly Requirement[] {
  const { service, name } = operation;
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_roles.html
  const tag = service === "iam" ? name.replace("Create", "Tag") : AT_CREATION[service];
  if (tag === undefined || /Tag/.test(name)) return [];
  return made(operation, resources)
    .filter((resource) => Object.keys(requestTags(operation, resource)).length > 0)
    .map((resource) => ({
      action: `${service}:${tag}`,
      resource,
      context: { [`${service}:CreateAction`]: name },
    }));
}

/** The resource that is made, where the action itself asks about another one. */
function made(
  { service, name, account, region }: Operation,
  resources: readonly string[],
): readonly string[] {
  switch (`${service}:${name}`) {
    case "elasticloadbalancing:CreateListener":
      return resources.map((arn) => `${arn.replace(":loadbalancer/", ":listener/")}/*`);
    case "elasticloadbalancing:CreateRule":
      return resources.map((arn) => `${arn.replace(":listener/", ":listener-rule/")}/*`);
    case "acm:RequestCertificate":
      return [`arn:aws:acm:${region}:${account}:certificate/*`];
    case "wafv2:CreateWebACL":
      return resources.filter((arn) => arn.includes("/webacl/"));
    case "kms:CreateKey":
      return [`arn:aws:kms:${region}:${account}:key/*`];
    default:
      return resources;
  }
}

/** A requirement with the tags of the request and of its resource, where AWS asks with them. */
export async function withTags(
  requirement: Requirement,
  operation: Operation,
  ids: Pick<Identifiers, "tagsOf">,
): Promise<Requirement> {
  const { action, resource, context } = requirement;
  const keys = await conditionKeysOf(action, resource);
  // What a service asks of another one on the way is not the request that has the tags.
  const direct = action.startsWith(`${operation.service}:`);
  const asked = direct && keys.has("aws:RequestTag/${TagKey}") ? requestTags(operation, resource) : {};
  const worn = keys.has("aws:ResourceTag/${TagKey}") ? await ids.tagsOf(resource) : {};
  const tags: Context = {
    ...prefixed("aws:RequestTag/", asked),
    ...prefixed("aws:ResourceTag/", worn),
    ...(Object.keys(asked).length > 0 && { "aws:TagKeys": Object.keys(asked) }),
  };
  return Object.keys(tags).length === 0 ? requirement : { ...requirement, context: { ...tags, ...context } };
}

/** Tags in each of the forms that the services' inputs have; EC2 tells for which kind of resource. */
function requestTags({ parameters }: Operation, resource: string): Tags {
  const kind = resource.split(":").at(-1)?.split("/")[0];
  const specifications = (parameters.TagSpecifications ?? []) as { ResourceType?: string; Tags?: unknown }[];
  const own = specifications.find(({ ResourceType }) => ResourceType === kind)?.Tags;
  const given = own ?? parameters.Tags ?? parameters.tags ?? {};
  if (!Array.isArray(given)) return given as Tags;
  return Object.fromEntries(
    (given as Readonly<Record<string, string>>[]).map((tag) => [
      tag.Key ?? tag.key ?? tag.TagKey ?? "",
      tag.Value ?? tag.value ?? tag.TagValue ?? "",
    ]),
  );
}

function prefixed(prefix: string, tags: Tags): Context {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}${key}`, value]));
}
