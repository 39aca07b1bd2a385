import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { refusals } from "../../scripts/plan-check";

/**
 * Another port and one instance at most: a plan of Terraform 1.11 for dev-web on local AWS, while blue ran two
 * instances. Types and attributes that say nothing here are left out.
 */
const RECORDED = readFileSync(path.join(__dirname, "plans", "changed.json"), "utf8");

interface Change {
  address: string;
  type: string;
  change: { actions: string[]; after: unknown };
}
interface Plan {
  prior_state: {
    values: { root_module: { resources: { type: string; values: Record<string, unknown> }[] } };
  };
  resource_changes: Change[];
}
const changed = () => JSON.parse(RECORDED) as Plan;
/** As `terraform plan -destroy` has it. */
function destroyed(): Plan {
  const plan = changed();
  for (const { change } of plan.resource_changes) change.actions = ["delete"];
  return plan;
}

/** A plan of another stack of dev that does something to one resource of a type. */
function elsewhere(type: string, ...actions: string[]): Plan {
  const plan = changed();
  const one = {
    address: `${type}.it`,
    mode: "managed",
    type,
    change: { actions, before: {}, after: null },
  };
  return {
    ...plan,
    resource_changes: [one, { ...one, address: "aws_iam_policy.it", type: "aws_iam_policy" }],
  };
}

/** What a plan does to one resource, instead of what was recorded. */
function doing(plan: Plan, address: RegExp, ...actions: string[]): Plan {
  const found = plan.resource_changes.filter((one) => address.test(one.address));
  if (found.length !== 1) throw new Error(`${String(address)} must be one resource, got ${found.length}`);
  for (const { change } of found) change.actions = actions;
  return plan;
}

/** The same plan where nothing runs. */
function idle(plan: Plan): Plan {
  for (const { type, values } of plan.prior_state.values.root_module.resources)
    if (type === "aws_autoscaling_group") values.desired_capacity = 0;
  return plan;
}

const withoutHash = (lines: readonly string[]) => lines.map((line) => line.replace(/_[0-9A-F]{8}:/, ":"));
const dev = (plan: Plan) => withoutHash(refusals(plan, ["dev"]));
const protectedDev = (plan: Plan) => withoutHash(refusals(plan, ["staging"]));
const TOO_FEW =
  "aws_autoscaling_group.blue_auto-scaling-group: max_size must be at least 2, as many as run, got 1";

describe("where nothing is protected", () => {
  test("refuses to replace what carries traffic, and to end what runs", () => {
    expect(dev(changed())).toEqual([
      TOO_FEW,
      "aws_lb_target_group.blue_target-group: must not be replaced, since it carries traffic",
    ]);
  });

  test.each(["aws_cloudtrail", "aws_config_configuration_recorder", "aws_guardduty_detector"])(
    "refuses to replace %s, but lets the whole account go",
    (type) => {
      const line = `${type}.it: must not be replaced, since it watches the account`;
      expect(dev(elsewhere(type, "delete", "create"))).toEqual([line]);
      expect(dev(elsewhere(type, "delete"))).toEqual([]);
    },
  );

  test("lets everything be replaced that nobody uses", () => {
    expect(dev(idle(changed()))).not.toContain(
      "aws_lb_target_group.blue_target-group: must not be replaced, since it carries traffic",
    );
  });

  test.each([
    ["aws_lb.load-balancer", /^aws_lb\./],
    ["aws_lb_listener_rule.load-balancer_production-rule", /production-rule/],
    ["aws_autoscaling_group.blue_auto-scaling-group", /^aws_autoscaling_group\.blue/],
  ])("refuses to destroy %s, which carries traffic", (name, address) => {
    const plan = doing(changed(), /^aws_lb_target_group\.blue/, "no-op");
    expect(dev(doing(plan, address, "delete"))).toContain(
      `${name}: must not be destroyed, since it carries traffic`,
    );
  });

  test("refuses to replace what holds data, whether or not anybody uses it", () => {
    expect(dev(idle(doing(changed(), /^aws_s3_bucket\./, "create", "delete")))).toContain(
      "aws_s3_bucket.access-logs_bucket: must not be replaced, since it holds data",
    );
  });

  test("lets the idle colour and the test listener's rules go", () => {
    const plan = doing(changed(), /^aws_autoscaling_group\.green/, "delete", "create");
    expect(dev(doing(plan, /test-blue/, "delete", "create"))).toEqual(dev(changed()));
  });

  test("lets the whole stack go, busy or not", () => {
    expect(dev(destroyed())).toEqual([]);
  });

  test("is not deceived by a stack that goes but for one resource", () => {
    expect(dev(doing(destroyed(), /test-blue/, "no-op"))).toContain(
      "aws_lb.load-balancer: must not be destroyed, since it carries traffic",
    );
  });
});

describe("in a protected environment, and in one that nobody knows", () => {
  test("refuses to destroy anything of the way in, and the logs", () => {
    const lines = protectedDev(idle(destroyed()));
    expect(lines.sort()).toEqual(
      [
        "aws_autoscaling_group.blue_auto-scaling-group",
        "aws_autoscaling_group.green_auto-scaling-group",
        "aws_lb.load-balancer",
        "aws_lb_listener_rule.load-balancer_production-rule",
        "aws_lb_target_group.blue_target-group",
        "aws_lb_target_group.green_target-group",
        "aws_kms_key.firewall-log-key",
        "aws_s3_bucket.access-logs_bucket",
      ]
        .sort()
        .map((name) => `${name}: must not be destroyed, since dev is protected`),
    );
  });

  test.each(["aws_vpc", "aws_dynamodb_table"])("refuses to replace or destroy %s", (type) => {
    for (const [what, ...actions] of [
      ["replaced", "delete", "create"],
      ["destroyed", "delete"],
    ] as const)
      expect(protectedDev(elsewhere(type, ...actions))).toEqual([
        `${type}.it: must not be ${what}, since dev is protected`,
      ]);
  });

  test("lets the test listener's rules be replaced", () => {
    const quiet = doing(
      doing(changed(), /^aws_lb_target_group\.blue/, "no-op"),
      /target_group\.green/,
      "no-op",
    );
    expect(protectedDev(doing(quiet, /test-green/, "delete", "create"))).toEqual([TOO_FEW]);
  });
});

test("a first plan has no state to look at", () => {
  const created = changed();
  for (const { change } of created.resource_changes)
    Object.assign(change, { actions: ["create"], before: null });
  expect(refusals({ ...created, prior_state: undefined }, [])).toEqual([]);
});

test.each([
  ["changes what it must not", changed(), 1, "must not be replaced, since it carries traffic"],
  ["goes as a whole", destroyed(), 0, ""],
])(
  "the command reads a plan that %s from its input",
  (_name, plan, status, line) => {
    const script = path.join(__dirname, "..", "..", "scripts", "plan-check.ts");
    const result = spawnSync(process.execPath, ["--import", "tsx", script], { input: JSON.stringify(plan) });
    expect(result.status).toBe(status);
    expect(result.stderr.toString()).toContain(line);
  },
  30_000,
);
