import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Testing } from "cdktf";
import { ServiceRole } from "../../../modules/security/service-role";
import { synth } from "../../synth";
import { statements } from "../statements";

const json = synth(
  (stack) =>
    new ServiceRole(stack, "builds", {
      name: "slipway-build",
      service: "codebuild.amazonaws.com",
      account: "111111111111",
      statements: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::source/*"] }],
    }),
);

test("is assumed by its service only, on behalf of one account only", () => {
  expect(statements(json, "builds_trust")).toEqual([
    {
      actions: ["sts:AssumeRole"],
      principals: [{ type: "Service", identifiers: ["codebuild.amazonaws.com"] }],
      condition: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] }],
    },
  ]);
});

test("may do what it was given, and nothing else", () => {
  expect(statements(json, "builds_permissions")).toEqual([
    { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::source/*"] },
  ]);
  expect(Testing.toHaveResourceWithProperties(json, IamRole.tfResourceType, { name: "slipway-build" })).toBe(
    true,
  );
  expect(Object.keys((JSON.parse(json) as { resource: object }).resource)).toEqual([
    IamRole.tfResourceType,
    IamRolePolicy.tfResourceType,
  ]);
});

test("is lent to one resource only where it is told so", () => {
  const narrow = synth(
    (stack) =>
      new ServiceRole(stack, "deploys", {
        name: "slipway-deploy",
        service: "codedeploy.amazonaws.com",
        account: "111111111111",
        sourceArn: "arn:aws:codedeploy:eu-west-1:111111111111:deploymentgroup:slipway/*",
        statements: [],
      }),
  );
  expect(JSON.stringify(statements(narrow, "deploys_trust"))).toContain(
    '{"test":"ArnLike","values":["arn:aws:codedeploy:eu-west-1:111111111111:deploymentgroup:slipway/*"],' +
      '"variable":"aws:SourceArn"}',
  );
});
