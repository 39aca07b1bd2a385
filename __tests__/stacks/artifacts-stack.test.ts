import type { ArtifactsStack } from "../../stacks/artifacts-stack";
import { estate as data } from "../../stacks/estate/data";
import { addresses, type Synthesized } from "./addresses";
import { Platform } from "./platform";

const artifacts = (releaseTo = ["dev", "staging"]): Synthesized =>
  new Platform({ "services.web.releaseTo": releaseTo }).json("artifacts");

test("keeps its addresses", () => {
  expect(addresses(artifacts())).toMatchSnapshot();
});

test("names its bucket without a reference to it", () => {
  const stack = new Platform().stack("artifacts");
  expect((stack as ArtifactsStack).bucket).toBe("slipway-artifacts-111111111111-eu-west-1");
});

interface Statement {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly { readonly identifiers: readonly string[] }[];
  readonly condition: readonly { readonly values: readonly string[] }[];
}

/** Of the policies of bucket and key, those that let somebody do something. */
function granting(action: string, json: Synthesized): Statement[] {
  const documents = Object.values(json.data?.aws_iam_policy_document ?? {});
  return documents
    .flatMap(({ statement }) => statement as Statement[])
    .filter(({ actions }) => actions.includes(action));
}

const role = (account: string, name: string) => `arn:aws:iam::${account}:role/slipway-${name}`;

test("lets instances and preflights read their service's releases, and decrypt them", () => {
  const values = [
    role("222222222222", "dev-web-instance"),
    role("222222222222", "dev-web-release-observe"),
    role("333333333333", "staging-web-instance"),
    role("333333333333", "staging-web-release-observe"),
  ];
  const condition = [{ test: "ArnLike", variable: "aws:PrincipalArn", values }];
  const json = artifacts();
  expect(granting("s3:GetObjectVersion", json)).toEqual([
    expect.objectContaining({
      resources: [expect.stringMatching(/\.arn\}\/releases\/web\/\*$/)],
      condition,
    }),
  ]);
  expect(granting("kms:Decrypt", json)).toContainEqual(expect.objectContaining({ condition }));
});

test("tells preflights which release is missing, and nobody else", () => {
  expect(granting("s3:ListBucket", artifacts()).flatMap(({ condition }) => condition)).toEqual([
    {
      test: "ArnLike",
      variable: "aws:PrincipalArn",
      values: [
        role("222222222222", "dev-web-release-observe"),
        role("333333333333", "staging-web-release-observe"),
      ],
    },
  ]);
});

test("names no account that nothing is released to, since it may not exist yet", () => {
  expect(JSON.stringify(artifacts(["dev"]))).not.toMatch(/333333333333|444444444444/);
});

const one = (type: string) => Object.values(artifacts().resource[type] ?? {})[0];

test("keeps every version of a release until nothing refers to it, and what pipelines hand on for 30 days", () => {
  expect(one("aws_s3_bucket_lifecycle_configuration")).toMatchObject({
    rule: [
      { id: "abort-uploads" },
      {
        id: "forget-unreferenced-releases",
        filter: [{ tag: [{ key: "slipway:unreferenced", value: "true" }] }],
        expiration: [{ days: 30 }],
      },
      {
        id: "forget-inputs-of-web",
        // CodePipeline's own cut of `web-delivery-slipway`.
        filter: [{ prefix: "web-delivery-slipway/" }],
        expiration: [{ days: 30 }],
      },
    ],
  });
  expect(JSON.stringify(one("aws_s3_bucket_lifecycle_configuration"))).not.toContain(
    '"filter":[{}],"noncurrent',
  );
});

test("no mistake destroys bucket or key: every environment needs them", () => {
  expect(one("aws_s3_bucket")).toMatchObject({ lifecycle: { prevent_destroy: true } });
  expect(one("aws_kms_key")).toMatchObject({ lifecycle: { prevent_destroy: true } });
});

test("lets no release be overwritten", () => {
  const [denied] = granting("s3:PutObject", artifacts());
  expect(denied).toMatchObject({
    effect: "Deny",
    resources: [expect.stringMatching(/\.arn\}\/releases\/\*$/)],
    condition: [{ test: "Null", variable: "s3:if-none-match", values: ["true"] }],
  });
});

test("no two services share a statement's id", () => {
  const { web } = data.services;
  const service = { ...web, environments: { dev: web?.environments.dev } };
  const json = new Platform({ "services.a-b": service, "services.ab": service }).json("artifacts");
  const sids = granting("s3:ListBucket", json).map(({ sid }) => sid);
  expect(new Set(sids).size).toBe(3);
});
