import type { PolicyDocument } from "../../modules/deploy-role/policy-document";
import { estate } from "../../stacks/estate/data";
import { Platform } from "./platform";

const { dev } = estate.environments;
const { web } = estate.services;
if (dev === undefined || web === undefined) throw new Error("the data must have dev and web");

const before = new Platform();
const after = new Platform({
  "environments.qa": { ...dev, account: "555555555555", network: { ...dev.network, cidr: "10.40.0.0/16" } },
  "services.web.environments.qa": web.environments.dev,
  "services.shop": { ...web, environments: { dev: web.environments.dev, qa: web.environments.dev } },
});

test("a second service and a fourth environment have stacks of their own", () => {
  const added = after.ids.filter((id) => !before.ids.includes(id));
  expect(added.sort()).toEqual([
    "dev-shop",
    "dev-shop-release",
    "qa-account",
    "qa-network",
    "qa-shop",
    "qa-shop-release",
    "qa-web",
    "qa-web-release",
    "shop-delivery",
  ]);
  expect(after.ids).toEqual(expect.arrayContaining(before.ids));
});

test("what was there stays as it was, but for who may read releases, and what is forgotten of new pipelines", () => {
  for (const id of before.ids.filter((it) => it !== "artifacts" && !it.endsWith("-account")))
    expect(after.json(id)).toEqual(before.json(id));

  const [{ data: old, ...rest }, { data: now, ...same }] = [
    before.json("artifacts"),
    after.json("artifacts"),
  ];
  expect(withoutLifecycle(same)).toEqual(withoutLifecycle(rest));
  expect(lifecycleOf(same)).toEqual(expect.arrayContaining(lifecycleOf(rest)));
  const documents = now?.aws_iam_policy_document ?? {};
  for (const [name, { statement }] of Object.entries(old?.aws_iam_policy_document ?? {}))
    expect(documents[name]?.statement).toEqual(expect.arrayContaining(statement as unknown[]));
});

test("a deploy role may do more for a new service, a trail sees more, and else an account stays as it was", () => {
  for (const id of before.ids.filter((it) => it.endsWith("-account"))) {
    const [old, now] = [before.json(id), after.json(id)];
    expect(ofOldServices(now)).toEqual(ofOldServices(old));
    expect(watched(now)).toEqual(expect.arrayContaining(watched(old)));
    for (const [address, statements] of Object.entries(statementsOf(old)))
      for (const { Sid, Resource, ...rest } of statements) {
        const same = statementsOf(now)[address]?.find((one) => one.Sid === Sid);
        expect(same).toEqual({
          Sid,
          ...rest,
          Resource: expect.arrayContaining([...(Resource ?? [])]) as unknown,
        });
      }
  }
});

function ofOldServices({ resource, ...rest }: Resources): unknown {
  const names = (type: string) => Object.keys(resource[type] ?? {});
  return {
    ...rest,
    resource: {
      ...resource,
      aws_iam_policy: names("aws_iam_policy"),
      aws_cloudtrail: names("aws_cloudtrail"),
    },
  };
}

/** Buckets whose objects a trail sees. */
function watched({ resource }: Resources): string[] {
  return JSON.stringify(resource["aws_cloudtrail"] ?? {}).match(/arn:aws:s3:::[^"]+/g) ?? [];
}

function statementsOf({ resource }: Resources): Record<string, PolicyDocument["Statement"]> {
  return Object.fromEntries(
    Object.entries(resource["aws_iam_policy"] ?? {}).map(([address, { policy }]) => [
      address,
      (JSON.parse(String(policy)) as PolicyDocument).Statement,
    ]),
  );
}

type Resources = Pick<ReturnType<Platform["json"]>, "resource">;
const LIFECYCLE = "aws_s3_bucket_lifecycle_configuration";

function withoutLifecycle({ resource, ...rest }: Resources): unknown {
  return { ...rest, resource: { ...resource, [LIFECYCLE]: undefined } };
}

function lifecycleOf({ resource }: Resources): unknown[] {
  return Object.values(resource[LIFECYCLE] ?? {}).flatMap(({ rule }) => rule as unknown[]);
}

test("no role of one service names anything of another's", () => {
  for (const [own, other] of [
    ["shop", "web"],
    ["web", "shop"],
  ])
    for (const id of [`dev-${own}`, `dev-${own}-release`, `${own}-delivery`])
      expect(JSON.stringify(after.json(id))).not.toMatch(new RegExp(`-${other}\\b|releases/${other}\\b`));
});
