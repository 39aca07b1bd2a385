import { deployRoles } from "../../stacks/deploy-roles";
import { addresses, type Synthesized } from "./addresses";
import { Platform } from "./platform";

const platform = new Platform();
const tools = platform.json("tools-account");
const dev = platform.json("dev-account");
const production = platform.json("production-account");
const accountWith = (changes: Record<string, unknown>, place = "dev") =>
  new Platform(changes, place === "tools" ? "dev" : place).json(`${place}-account`);
const audit = (trail: string, guardDuty = "none", config = "none") => ({
  "environments.dev.audit": { trail, guardDuty, config, retentionDays: 90 },
});

/** The one resource of a type, or all of them. */
function all({ resource }: Synthesized, type: string): Record<string, unknown>[] {
  return Object.values(resource[type] ?? {});
}

function types(stack: Synthesized): string[] {
  return Object.keys(stack.resource);
}

test.each(["tools", "dev"])("keeps the addresses of %s", (name) => {
  expect(addresses(platform.json(`${name}-account`))).toMatchSnapshot();
});

test("an administrator applies it, by his role in the account or as he comes", () => {
  const [provider] = dev.provider.aws ?? [];
  expect(provider).toMatchObject({
    allowed_account_ids: ["222222222222"],
    assume_role: [{ role_arn: "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole" }],
  });
  const [own] = accountWith({ "environments.dev.administratorRole": undefined }).provider.aws;
  expect(own).toMatchObject({ allowed_account_ids: ["222222222222"] });
  expect(own).not.toHaveProperty("assume_role");
});

test("no stack waits for it: who deploys may not apply it", () => {
  for (const stack of platform.stacks)
    expect(stack.dependencies.filter(({ node }) => node.id.endsWith("-account"))).toEqual([]);
});

test("makes the deploy role with the very policies that are printed, and no boundary of its own", () => {
  for (const printed of deployRoles(platform.configuration)) {
    const stack = platform.json(`${printed.place}-account`);
    expect(all(stack, "aws_iam_role")).toEqual([
      expect.objectContaining({ name: printed.name, assume_role_policy: JSON.stringify(printed.trust) }),
    ]);
    expect(all(stack, "aws_iam_role")[0]).not.toHaveProperty("permissions_boundary");
    const made = all(stack, "aws_iam_policy").map(({ name, policy }) => [name, policy]);
    const wanted = { ...printed.policies, [printed.boundary.name]: printed.boundary.policy };
    expect(Object.fromEntries(made)).toEqual(
      Object.fromEntries(Object.entries(wanted).map(([name, document]) => [name, JSON.stringify(document)])),
    );
    expect(all(stack, "aws_iam_role_policy_attachment")).toHaveLength(Object.keys(printed.policies).length);
  }
});

describe("service-linked roles", () => {
  const linked = (stack: Synthesized) =>
    all(stack, "aws_iam_service_linked_role")
      .map(({ aws_service_name }) => aws_service_name)
      .sort();

  test("are made for what the place's stacks use", () => {
    expect(linked(production)).toEqual([
      "autoscaling.amazonaws.com",
      "config.amazonaws.com",
      "elasticloadbalancing.amazonaws.com",
    ]);
    expect(linked(dev)).toEqual(["autoscaling.amazonaws.com", "elasticloadbalancing.amazonaws.com"]);
    expect(linked(tools)).toEqual(["config.amazonaws.com"]);
  });

  test("are looked up where they are there already", () => {
    const adopted = accountWith({
      "environments.dev.adoptServiceLinkedRoles": ["AWSServiceRoleForAutoScaling"],
    });
    expect(linked(adopted)).toEqual(["elasticloadbalancing.amazonaws.com"]);
    expect(Object.values(adopted.data?.["aws_iam_role"] ?? {})).toEqual([
      { name: "AWSServiceRoleForAutoScaling" },
    ]);
  });

  test("are there before AWS Config's recorder is", () => {
    const [recorder] = all(production, "aws_config_configuration_recorder");
    expect(JSON.stringify(recorder?.["depends_on"])).toContain("aws_iam_service_linked_role");
  });
});

describe("the audit", () => {
  test("has a trail of all regions, which shows where it was changed", () => {
    expect(all(dev, "aws_cloudtrail")).toEqual([
      expect.objectContaining({
        name: "slipway-dev",
        s3_key_prefix: "trail",
        is_multi_region_trail: true,
        include_global_service_events: true,
        enable_log_file_validation: true,
        kms_key_id: expect.stringContaining("aws_kms_key.audit_key") as string,
        depends_on: [expect.stringContaining("aws_s3_bucket_policy.audit_bucket") as string],
      }),
    ]);
  });

  test("has who reads or writes a state, a release or a source", () => {
    const objects = [
      "states",
      "slipway-artifacts-111111111111-eu-west-1",
      "slipway-web-source-111111111111-eu-west-1",
    ];
    expect(all(tools, "aws_cloudtrail")).toEqual([
      expect.objectContaining({
        event_selector: [
          {
            read_write_type: "All",
            include_management_events: true,
            data_resource: [
              { type: "AWS::S3::Object", values: objects.map((name) => `arn:aws:s3:::${name}/`) },
            ],
          },
        ],
      }),
    ]);
    expect(all(dev, "aws_cloudtrail")[0]).not.toHaveProperty("event_selector");
  });

  test("keeps what is written, versions too, as long as the data says, and nobody may delete it", () => {
    const [lifecycle] = all(production, "aws_s3_bucket_lifecycle_configuration");
    expect(lifecycle?.["rule"]).toEqual([
      expect.objectContaining({ noncurrent_version_expiration: [{ noncurrent_days: 365 }] }),
      ...["config", "trail"].map(
        (prefix): unknown =>
          expect.objectContaining({
            filter: [{ prefix: `${prefix}/` }],
            expiration: [{ days: 365 }],
          }) as unknown,
      ),
    ]);
    const documents = Object.values(dev.data?.["aws_iam_policy_document"] ?? {});
    expect(documents.flatMap(({ statement }) => statement)).toContainEqual({
      sid: "DenyDeletes",
      effect: "Deny",
      actions: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
      resources: [expect.stringMatching(/^\$\{aws_s3_bucket\.audit_bucket.*\/\*$/)],
      principals: [{ type: "*", identifiers: ["*"] }],
    });
  });

  test("records what is changed, global resources too, and starts once it knows where to write", () => {
    const [recorder] = all(production, "aws_config_configuration_recorder");
    expect(recorder).toMatchObject({
      role_arn:
        "arn:aws:iam::444444444444:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
      recording_group: { all_supported: true, include_global_resource_types: true },
    });
    const [status] = all(production, "aws_config_configuration_recorder_status");
    expect(status).toMatchObject({
      is_enabled: true,
      depends_on: [expect.stringContaining("aws_config_delivery_channel") as string],
    });
    const [channel] = all(production, "aws_config_delivery_channel");
    expect(channel).toMatchObject({
      s3_kms_key_arn: expect.stringContaining("aws_kms_key.audit_key") as string,
      depends_on: [
        expect.stringContaining("aws_config_configuration_recorder.") as string,
        expect.stringContaining("aws_s3_bucket_policy.audit_bucket") as string,
      ],
    });
  });

  test("looks for attacks in what Slipway makes", () => {
    expect(all(dev, "aws_guardduty_detector")).toEqual([
      { enable: true, finding_publishing_frequency: "FIFTEEN_MINUTES" },
    ]);
    expect(all(dev, "aws_guardduty_detector_feature").map(({ name, status }) => [name, status])).toEqual([
      ["S3_DATA_EVENTS", "ENABLED"],
      ["LAMBDA_NETWORK_LOGS", "ENABLED"],
      ["EBS_MALWARE_PROTECTION", "ENABLED"],
    ]);
  });

  test.each([
    ["adopts all", audit("adopt", "adopt", "adopt")],
    ["wants none", audit("none")],
  ])("that %s makes nothing", (_what, changes) => {
    const watching = /cloudtrail|guardduty|config|s3|kms/;
    expect(types(accountWith(changes)).filter((type) => watching.test(type))).toEqual([]);
  });

  test("fails a plan whose adopted detector is off", () => {
    const { data } = accountWith(audit("none", "adopt"));
    expect(Object.values(data?.["aws_guardduty_detector"] ?? {})).toEqual([
      {
        lifecycle: {
          postcondition: [
            {
              condition: '${(self.status == "ENABLED")}',
              error_message: "The adopted GuardDuty detector must be enabled.",
            },
          ],
        },
      },
    ]);
    expect(accountWith(audit("none")).data?.["aws_guardduty_detector"]).toBeUndefined();
  });

  test("has a bucket for either who writes, with leave for that one only", () => {
    const services = (changes: Record<string, unknown>) =>
      [...JSON.stringify(accountWith(changes).data).matchAll(/(cloudtrail|config)\.amazonaws\.com/g)].map(
        ([it]) => it,
      );
    expect(new Set(services(audit("make")))).toEqual(new Set(["cloudtrail.amazonaws.com"]));
    expect(new Set(services(audit("none", "none", "make")))).toEqual(new Set(["config.amazonaws.com"]));
  });
});

describe("the budget", () => {
  test("tells the recipients before it is spent, and when it is", () => {
    const [budget] = all(
      accountWith({ "environments.dev.recipients": ["a@example.com", "b@example.com"] }),
      "aws_budgets_budget",
    );
    expect(budget).toMatchObject({
      name: "slipway-dev",
      budget_type: "COST",
      limit_amount: "200",
      limit_unit: "USD",
      time_unit: "MONTHLY",
    });
    const rest = {
      threshold_type: "PERCENTAGE",
      comparison_operator: "GREATER_THAN",
      subscriber_email_addresses: ["a@example.com", "b@example.com"],
    };
    expect(budget?.["notification"]).toEqual([
      { ...rest, notification_type: "FORECASTED", threshold: 100 },
      { ...rest, notification_type: "ACTUAL", threshold: 80 },
      { ...rest, notification_type: "ACTUAL", threshold: 100 },
    ]);
  });

  test("may be none", () => {
    expect(types(accountWith({ "environments.dev.budget": "none" }))).not.toContain("aws_budgets_budget");
  });
});

test("what a protected place cannot do without, Terraform does not destroy; tools is protected always", () => {
  const kept = (stack: Synthesized) =>
    Object.entries(stack.resource)
      .flatMap(([type, byName]) => Object.values(byName).map((attributes) => ({ type, attributes })))
      .filter(({ attributes }) => JSON.stringify(attributes).includes('"prevent_destroy":true'))
      .map(({ type }) => type)
      .sort();
  const lasting = [
    "aws_cloudtrail",
    "aws_config_configuration_recorder",
    "aws_guardduty_detector",
    "aws_iam_policy",
    "aws_iam_role",
    "aws_kms_key",
    "aws_s3_bucket",
  ];
  expect(kept(production)).toEqual(lasting);
  expect(kept(tools)).toEqual(lasting);
  expect(kept(dev)).toEqual([]);
  expect(all(dev, "aws_s3_bucket")).toEqual([expect.objectContaining({ force_destroy: true })]);
});

test("in an account that another place looks after, it makes its own role alone", () => {
  const shared = new Platform({
    "environments.dev.account": "111111111111",
    "environments.dev.deployRole": "slipway-deploy-dev",
    "environments.dev.budget": "none",
    "environments.dev.audit": { trail: "adopt", guardDuty: "adopt", config: "adopt", retentionDays: 90 },
  });
  const second = shared.json("dev-account");
  expect(types(second).sort()).toEqual(["aws_iam_policy", "aws_iam_role", "aws_iam_role_policy_attachment"]);
  expect(all(second, "aws_iam_policy").map(({ name }) => name)).not.toContain("slipway-boundary");
  const first = shared.json("tools-account");
  expect(all(first, "aws_iam_policy").map(({ name }) => name)).toContain("slipway-boundary");
  expect(all(first, "aws_iam_service_linked_role")).toHaveLength(3);
});
