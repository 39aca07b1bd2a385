import { Testing } from "cdktf";
import { ArtifactsStack } from "../../stacks/artifacts-stack";
import { estate } from "../../stacks/environments";
import { addresses, synthesized } from "./addresses";

const artifacts = () => new ArtifactsStack(Testing.app(), "artifacts", { estate });

test("keeps its addresses", () => {
  expect(addresses(synthesized(artifacts()))).toMatchSnapshot();
});

test("names its bucket without a reference to it", () => {
  expect(artifacts().bucket).toBe("slipway-artifacts-111111111111-eu-west-1");
});

test("lets instances and preflights of every environment read releases, and nobody else", () => {
  const documents = synthesized(artifacts()).data?.aws_iam_policy_document ?? {};
  const readers = Object.values(documents).map(({ statement }) => statement);
  const values = [
    "222222222222:role/slipway-dev",
    "333333333333:role/slipway-staging",
    "444444444444:role/slipway-production",
  ].flatMap((prefix) => [`arn:aws:iam::${prefix}-instance`, `arn:aws:iam::${prefix}-release-preflight`]);
  expect(readers).toHaveLength(2);
  for (const statement of readers)
    expect(statement).toContainEqual(
      expect.objectContaining({
        sid: "EnvironmentsReadReleases",
        condition: [{ test: "ArnLike", variable: "aws:PrincipalArn", values }],
      }),
    );
});

test("tells the preflights of every environment which release is missing, and nobody else", () => {
  const documents = synthesized(artifacts()).data?.aws_iam_policy_document ?? {};
  const values = [
    "222222222222:role/slipway-dev",
    "333333333333:role/slipway-staging",
    "444444444444:role/slipway-production",
  ];
  const listing = Object.values(documents).flatMap(({ statement }) =>
    (statement as { actions: string[]; condition: unknown }[]).filter(({ actions }) =>
      actions.includes("s3:ListBucket"),
    ),
  );
  expect(listing).toEqual([
    expect.objectContaining({
      condition: [
        {
          test: "ArnLike",
          variable: "aws:PrincipalArn",
          values: values.map((prefix) => `arn:aws:iam::${prefix}-release-preflight`),
        },
      ],
    }),
  ]);
});

test("keeps every version of a release, since an environment may run an overwritten one", () => {
  expect(synthesized(artifacts()).resource).not.toHaveProperty("aws_s3_bucket_lifecycle_configuration");
});
