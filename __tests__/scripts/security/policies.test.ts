import { documentsOf, literalsOf } from "../../../scripts/security/policies";

const stack = (parts: object) => ({
  provider: { aws: [{ allowed_account_ids: ["222222222222"] }] },
  ...parts,
});
const documented = (statement: object) =>
  documentsOf(
    "dev-web",
    stack({ data: { aws_iam_policy_document: { role_1A2B3C4D: { statement: [statement] } } } }),
  );

test("a policy document is what AWS will have, with ARNs for what Terraform makes", () => {
  expect(
    documented({
      sid: "Write",
      actions: ["s3:PutObject"],
      resources: ["${aws_s3_bucket.logs_5E6F7A8B.arn}/*"],
      principals: [{ type: "Service", identifiers: ["logs.example.com"] }],
      condition: [
        { test: "StringEquals", variable: "aws:SourceAccount", values: ["1"] },
        { test: "StringEquals", variable: "aws:RequestTag/x", values: ["2"] },
      ],
    }),
  ).toEqual([
    {
      name: "dev-web role",
      statements: [
        {
          Sid: "Write",
          Effect: "Allow",
          Action: ["s3:PutObject"],
          Resource: ["arn:aws:s3:::logs/*"],
          Principal: { Service: ["logs.example.com"] },
          Condition: { StringEquals: { "aws:SourceAccount": ["1"], "aws:RequestTag/x": ["2"] } },
        },
      ],
    },
  ]);
});

test("an ARN has the account of its stack", () => {
  expect(
    documented({ actions: ["kms:Decrypt"], resources: ["${aws_kms_key.key_5E6F7A8B.arn}"] }),
  ).toMatchObject([{ statements: [{ Resource: ["arn:aws:kms:eu-west-1:222222222222:key/key"] }] }]);
});

test.each([
  ["an argument that nobody knows here", { actions: [], not_actions: ["s3:*"] }, "not_actions"],
  [
    "a reference to a type that nobody knows here",
    { actions: ["s3:GetObject"], resources: ["${aws_vpc.vpc_5E6F7A8B.arn}"] },
    "must be a reference to a known type",
  ],
])("%s is told", (_title, statement, message) => {
  expect(() => documented(statement)).toThrow(message);
});

test("what a resource has as text is found, too", () => {
  const statements = [{ Effect: "Allow", Action: "sts:AssumeRole" }];
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const resource = {
    aws_iam_role: { "deploy-role_9C0D1E2F": { name: "deploy", assume_role_policy: text } },
    aws_sfn_state_machine: { machine_3A4B5C6D: { definition: '{"StartAt":"${aws_lambda_function.x.arn}"}' } },
  };
  expect(literalsOf("dev-account", stack({ resource }))).toEqual([
    { name: "dev-account deploy-role", statements },
  ]);
});
