import { environment as fleetEnvironment } from "../../lambda-src/contracts/fleet";
import { environment as ledgerEnvironment } from "../../lambda-src/contracts/ledger";
import { environment as observeEnvironment } from "../../lambda-src/contracts/observe";
import { environment as shiftEnvironment } from "../../lambda-src/contracts/shift";
import { environment as smokeEnvironment } from "../../lambda-src/contracts/smoke";
import type { Definition } from "../../modules/release/asl";
import { addresses, type Synthesized } from "./addresses";
import { Platform } from "./platform";

/** The release stack of the service web in an environment, with changes to the project's own data. */
const release = (name = "dev", changes: Record<string, unknown> = {}): Synthesized =>
  new Platform(changes, name).json(`${name}-web-release`);

const all = (stack: Synthesized, type: string) => Object.values(stack.resource[type] ?? {});

function definition(stack: Synthesized): Definition {
  const [machine] = all(stack, "aws_sfn_state_machine");
  return JSON.parse(String(machine?.definition)) as Definition;
}

interface Environment {
  readonly variables: Readonly<Record<string, string>>;
}

/** A function's own environment variables, by the last part of its name, beside the SDK's that all of them have. */
function variables(stack: Synthesized, source: string): Record<string, string> {
  const found = all(stack, "aws_lambda_function").find(({ function_name: name }) =>
    String(name).endsWith(`-${source}`),
  );
  const { AWS_MAX_ATTEMPTS: attempts, ...own } = (found?.environment as Environment).variables;
  expect(attempts).toBe("6");
  return own;
}

const dev = release();

test("keeps its addresses", () => {
  expect(addresses(dev)).toMatchSnapshot();
});

test("a protected environment keeps the record of its releases, and no other does", () => {
  const kept = (stack: Synthesized) => all(stack, "aws_dynamodb_table").map(({ lifecycle }) => lifecycle);
  expect(kept(release("production"))).toEqual([{ prevent_destroy: true }]);
  expect(kept(dev)).toEqual([undefined]);
});

test("names what the pipeline and people look for", () => {
  expect(all(dev, "aws_sfn_state_machine").map(({ name }) => name)).toEqual([
    "slipway-dev-web-release",
    "slipway-dev-web-release-hours",
  ]);
  expect(all(dev, "aws_dynamodb_table").map(({ name }) => name)).toEqual(["slipway-dev-web-release"]);
  expect(all(dev, "aws_cloudwatch_metric_alarm").map(({ alarm_name: name }) => name)).toEqual([
    "slipway-dev-web-blue-errors",
    "slipway-dev-web-green-errors",
  ]);
  const roles = all(dev, "aws_iam_role").map(({ name }) => name);
  expect(roles).toContain("slipway-dev-web-release-observe");
  expect(roles).toContain("slipway-dev-web-release-starter");
});

test("deploys its functions on the major version of Node that tests and local AWS run", () => {
  const runtimes = new Set(all(dev, "aws_lambda_function").map(({ runtime }) => runtime));
  expect([...runtimes]).toEqual([`nodejs${process.versions.node.split(".")[0]}.x`]);
});

test.each([
  ["ledger", ledgerEnvironment],
  ["observe", observeEnvironment],
  ["fleet", fleetEnvironment],
  ["shift", shiftEnvironment],
])("gives %s the environment that it parses, and nothing else", (source, schema) => {
  const given = variables(dev, source);
  expect(schema.safeParse(given)).toMatchObject({ success: true });
  expect(Object.keys(given).sort()).toEqual(Object.keys(schema.shape).sort());
});

test("gives the smoke test the test listener's address and the service's path", () => {
  const given = variables(dev, "smoke");
  expect(Object.keys(given).sort()).toEqual(Object.keys(smokeEnvironment.shape).sort());
  // The load balancer's name is known after an apply only.
  expect(given.TEST_LISTENER_URL).toMatch(/^\$\{.*\}$|^http:\/\/\$\{.*\}:8081$/);
  expect(given.SMOKE_PATH).toBe("/health");
  expect(given.CERTIFICATE_AUTHORITY).toBe("");
});

test("asks for testers' targets before the smoke test, and counts in no group of theirs", () => {
  const { TEST_TARGET_GROUP_ARNS, ...others } = variables(dev, "observe");
  expect(TEST_TARGET_GROUP_ARNS).toMatch(/blue_test-target-group.*green_test-target-group/);
  for (const given of [others, variables(dev, "shift"), variables(dev, "fleet")])
    expect(JSON.stringify(given)).not.toContain("test-target-group");
  expect(JSON.stringify(all(dev, "aws_cloudwatch_metric_alarm"))).not.toContain("test-target-group");
});

test("watches the steps of the environment's own data", () => {
  expect(definition(dev).States.Steps).toMatchObject({
    Result: {
      items: [
        { weight: 20, watchSeconds: 180 },
        { weight: 100, watchSeconds: 180 },
      ],
      count: 2,
      minimumRequests: 20,
    },
  });
  expect(definition(release("production")).States.Steps).toMatchObject({ Result: { count: 4 } });
});

test("lets every function end before the state that waits for it does", () => {
  const limits = Object.values(definition(dev).States).flatMap(({ Resource, TimeoutSeconds = 0 }) =>
    Resource?.endsWith(":lambda:invoke") === true ? [TimeoutSeconds] : [],
  );
  const longest = Math.max(...all(dev, "aws_lambda_function").map(({ timeout }) => Number(timeout)));
  expect(Math.min(...limits)).toBeGreaterThan(longest);
});

test("puts weights back by the production rule of the service stack, with no function in between", () => {
  expect(definition(dev).States["Weights back"]).toMatchObject({
    Resource: "arn:aws:states:::aws-sdk:elasticloadbalancingv2:modifyRule",
  });
  expect(JSON.stringify(definition(dev).States["Weights back"])).toMatch(
    /"RuleArn":"\$\{data\.terraform_remote_state\.[^"]*production-rule[^"]*arn\}"/,
  );
});

test("has office hours where the environment has some, and nowhere else", () => {
  const staging = release("staging");
  expect(all(staging, "aws_sfn_state_machine")).toHaveLength(1);
  expect(all(staging, "aws_scheduler_schedule")).toEqual([]);
  expect(JSON.stringify(staging)).not.toContain("-hours");
  expect(all(dev, "aws_scheduler_schedule").map((one) => one.schedule_expression)).toEqual([
    "cron(0 20 ? * MON,TUE,WED,THU,FRI *)",
    "cron(0 7 ? * MON,TUE,WED,THU,FRI *)",
  ]);
});

test("lets the smoke test out to the test listener's port only", () => {
  expect(all(dev, "aws_vpc_security_group_egress_rule")).toEqual([
    expect.objectContaining({ from_port: 8081, to_port: 8081, cidr_ipv4: "0.0.0.0/0" }),
  ]);
});

test("lets the smoke test and an internal load balancer's test listener meet by their groups", () => {
  const staging = release("staging");
  const port = { ip_protocol: "tcp", from_port: 8081, to_port: 8081 };
  const own = "${aws_security_group.smoke-network_group_85102757.id}";
  const balancer = expect.stringMatching(/terraform_remote_state.*load-balancer.*id/) as string;
  expect(all(staging, "aws_vpc_security_group_egress_rule")).toMatchObject([
    { ...port, security_group_id: own, referenced_security_group_id: balancer },
  ]);
  expect(all(staging, "aws_vpc_security_group_ingress_rule")).toMatchObject([
    { ...port, security_group_id: balancer, referenced_security_group_id: own },
  ]);
});

test.each([
  ["web.dev.release.gate.maximumErrorPercent", 7, '"threshold":7'],
  ["web.dev.release.gate.maximumConnectionErrors", 3, '"MAXIMUM_CONNECTION_ERRORS":"3"'],
  ["web.dev.release.gate.minimumRequests", 77, '\\"minimumRequests\\":77'],
  ["services.web.healthPath", "/ready", '"SMOKE_PATH":"/ready"'],
  ["web.dev.fleet.minimum", 1, '"MINIMUM":"1"'],
])("carries %s into a resource", (field, value, expected) => {
  expect(JSON.stringify(release("dev", { [field]: value }))).toContain(expected);
});
