import { ConfigurationError } from "../../../stacks/estate/configuration-error";
import { parseEstate } from "../../../stacks/estate/parse";
import { authority, signedBy } from "../../certificates";
import { estateWith } from "./estate-with";

const DEV = "services.web.environments.dev";

function mistakesIn(data: unknown): readonly string[] {
  try {
    parseEstate(data);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes;
    throw error;
  }
}

const mistakes = (changes: Record<string, unknown>) => mistakesIn(estateWith(changes));

/** One wrong value, and the rule that it breaks: at its own path, showing itself, unless said otherwise. */
type Case = [path: string, value: unknown, rule: string, at?: string, got?: unknown];

const steps = (...weights: number[]) => weights.map((weight) => ({ weight, watchSeconds: 180 }));
const ami = (name: string) => `/aws/service/ami-amazon-linux-latest/${name}`;

const application: Case[] = [
  ["application", "Slipway", "must be 2 to 12 lower-case letters, digits and dashes"],
  ["application", "slip-", "must be 2 to 12 lower-case letters, digits and dashes"],
  ...["internal", "internal-api", "sg", "sthree-x", "amzn-s3-demo"].map((name): Case => [
    "application",
    name,
    "must not begin with internal-, sg-, sthree-, xn- or amzn-s3-demo-, which AWS keeps for itself",
  ]),
];

const environments: Case[] = [
  ["environments.dev.account", "22222222222", "must be 12 digits"],
  ["environments.dev.account", "2222222222222", "must be 12 digits"],
  ["environments.dev.account", "000000000000", "must be an account's id, which 000000000000 is not"],
  ["environments.dev.account", undefined, "must be a string"],
  ["environments.dev.deployRole", "role/x", "must be the name of a role"],
  ["environments.dev.administratorRole", "arn:aws:iam::1:role/x", "must be the name of a role"],
  ["environments.dev.recipients", undefined, "must be an array"],
  ["environments.dev.recipients", [], "must have at least 1 entry"],
  [
    "environments.dev.recipients",
    [..."abcdefghijk"].map((it) => `${it}@example.com`),
    "must have at most 10 entries",
  ],
  [
    "environments.dev.recipients",
    ["team"],
    "must be an email address",
    "environments.dev.recipients[0]",
    "team",
  ],
  [
    "environments.dev.recipients",
    ["team@example.com", "Team@example.com"],
    "must be named once",
    "environments.dev.recipients[1]",
    "Team@example.com",
  ],
  ["environments.dev.budget", undefined, 'must be "none", or have monthlyUsd'],
  ["environments.dev.budget", 200, 'must be "none", or have monthlyUsd'],
  ["environments.dev.budget.monthlyUsd", 0, "must be at least 1"],
  ["environments.dev.budget.monthlyUsd", 9.99, "must be a whole number"],
  ["tools.budget.monthlyUsd", "100", "must be a number"],
  ["environments.dev.audit", undefined, "must be an object"],
  ["environments.dev.audit.trail", true, 'must be one of "make", "adopt", "none"'],
  ["tools.audit.guardDuty", "made", 'must be one of "make", "adopt", "none"'],
  ["environments.dev.audit.config", undefined, 'must be one of "make", "adopt", "none"'],
  ["environments.dev.audit.retentionDays", 30, "must be at least 90"],
  [
    "environments.dev.adoptServiceLinkedRoles",
    ["AWSServiceRoleForECS"],
    'must be one of "AWSServiceRoleForAutoScaling", "AWSServiceRoleForConfig", "AWSServiceRoleForElasticLoadBalancing"',
    "environments.dev.adoptServiceLinkedRoles[0]",
    "AWSServiceRoleForECS",
  ],
  [
    "environments.dev.deployRole",
    "slipway-dev-web-instance",
    "must not begin with slipway-dev-web, as the names of roles that Slipway makes",
  ],
  [
    "environments.dev.administratorRole",
    "slipway-deploy",
    "must not be deployRole, which the administrator makes",
  ],
  [
    "tools.deployRole",
    "slipway-delivery-web",
    "must not begin with slipway-delivery-web, as the names of roles that Slipway makes",
  ],
  ["environments.dev.colour", "blue", "must be absent, since nothing knows it"],
  ["environments.dev.protected", "no", "must be a boolean"],
  ...["Mars/Olympus", "europe/london", "+01:00"].map((name): Case => [
    "environments.dev.officeHours.timeZone",
    name,
    "must be a time zone of the IANA database, such as Europe/London",
  ]),
  [
    "environments.dev.officeHours.days",
    ["Monday"],
    'must be one of "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"',
    "environments.dev.officeHours.days[0]",
    "Monday",
  ],
  [
    "environments.dev.officeHours.days",
    ["MON", "MON"],
    "must be named once",
    "environments.dev.officeHours.days[1]",
    "MON",
  ],
  ...["7:00", "24:00", "07:60"].map((time): Case => [
    "environments.dev.officeHours.from",
    time,
    "must be hours and minutes, such as 08:00",
  ]),
  ["environments.dev.officeHours.to", "07:00", "must be later than from, 07:00"],
  ["environments.dev.officeHours.to", "06:59", "must be later than from, 07:00"],
  [
    "environments.dev.officeHours",
    { timeZone: "UTC", days: ["MON"], from: "00:00", to: "21:01" },
    "must be at most 21 hours after from, 00:00, since a release that runs may put closing off",
    "environments.dev.officeHours.to",
    "21:01",
  ],
  ["environments.dev.network.cidr", "10.10.0.0", "must be an IPv4 CIDR"],
  ["environments.dev.network.cidr", "10.40.0.0/21", "must be /16 to /20"],
  ["environments.dev.network.cidr", "10.10.0.0/28", "must be /16 to /20"],
  ["environments.dev.network.cidr", "10.40.1.0/16", "must be the network's own address, 10.40.0.0/16"],
  ["environments.dev.network.cidr", "0.1.0.0/16", "must not lie in 0.0.0.0/8, which reaches no host"],
  ["environments.dev.network.cidr", "127.0.0.0/16", "must not lie in 127.0.0.0/8, which reaches no host"],
  [
    "environments.dev.network.cidr",
    "169.254.0.0/16",
    "must not lie in 169.254.0.0/16, which reaches no host",
  ],
  ["environments.dev.network.cidr", "239.1.0.0/16", "must not lie in 224.0.0.0/3, which reaches no host"],
  [
    "environments.dev.network.cidr",
    "198.51.0.0/16",
    'must be private, in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, or the environment must accept "public-network-range"',
  ],
  ["environments.staging.network.cidr", "10.10.128.0/17", "must not overlap dev's 10.10.0.0/16"],
  ["environments.dev.network.zones", ["eu-west-1a"], "must have at least 2 entries"],
  [
    "environments.dev.network.zones",
    [..."abcde"].map((it) => `eu-west-1${it}`),
    "must have at most 4 entries",
  ],
  ["environments.dev.network.zones", "eu-west-1a", "must be an array"],
  [
    "environments.dev.network.zones",
    ["eu-west-1a", "eu-west-2b"],
    "must be a zone of eu-west-1, such as eu-west-1a",
    "environments.dev.network.zones[1]",
    "eu-west-2b",
  ],
  [
    "environments.dev.network.zones",
    ["eu-west-1a", "eu-west-1a"],
    "must be named once",
    "environments.dev.network.zones[1]",
    "eu-west-1a",
  ],
  ["environments.dev.network.nat", "some", 'must be one of "per-zone", "single", "none"'],
  [
    "environments.dev.network.nat",
    "none",
    'must be "internal", since with network.nat "none" the environment has no public subnets, and the smoke test no way to public addresses',
    `${DEV}.loadBalancer.scheme`,
    "internet-facing",
  ],
];

const ADOPT = "environments.dev.network.adopt";
const subnet = (digit: number) => `subnet-0123456789abcdef${digit}`;
const adopt = {
  vpcId: "vpc-0123456789abcdef0",
  cidr: "10.40.0.0/16",
  publicSubnetIds: [subnet(0), subnet(1)],
  privateSubnetIds: [subnet(2), subnet(3)],
  natAddresses: ["192.0.2.7"],
};
/** Dev in a network that was there before, with some of that changed. */
const adopting = (changes: Partial<Record<keyof typeof adopt, unknown>> = {}) => ({
  "environments.dev.network": { adopt: { ...adopt, ...changes } },
});

const ALTERNATIVES = `${DEV}.fleet.mixedInstances.alternatives`;

const services: Case[] = [
  ...["source.tar", ".zip", "/source.zip", "../source.zip", "a//source.zip", "source.zip\n"].map(
    (key): Case => ["services.web.source.object", key, "must be the key of a zip, such as source.zip"],
  ),
  ["services.web.build.image", "", "must be the name of an image"],
  ["services.web.build.image", "://image", "must be the name of an image"],
  ...["windows-base:2022-1.0", "amazonlinux-x86_64-lambda-standard:nodejs22"].map((image): Case => [
    "services.web.build.image",
    `aws/codebuild/${image}`,
    "must be an image for Linux containers",
  ]),
  ["services.web.build.image", "image:${var.x}", "must be the name of an image"],
  [
    "services.web.build.image",
    "aws/codebuild/amazonlinux2-aarch64-standard:3.0",
    "must be an image for x86_64, which build.architecture asks for",
  ],
  [
    "services.web.build.architecture",
    "arm64",
    "must be an image for arm64, which build.architecture asks for",
    "services.web.build.image",
    "aws/codebuild/amazonlinux2-x86_64-standard:5.0",
  ],
  ...[
    "",
    "health",
    "//host/x",
    "/\\host",
    "/a#b",
    "/a b",
    "/é",
    "/a\n",
    "/../a",
    "/a?b=${c}",
    "/a?b=%{c}",
  ].map((path): Case => [
    "services.web.healthPath",
    path,
    "must be a path on the same host, as it is sent, without a fragment",
  ]),
  ["services.web.healthPath", `/${"a".repeat(1024)}`, "must have at most 1024 characters"],
  ["services.web.releaseTo", ["dev", "dev"], "must name each environment once"],
  [
    "services.web.releaseTo",
    ["qa"],
    "must be an environment that the service has data for: dev, staging, production",
    "services.web.releaseTo[0]",
    "qa",
  ],
  [
    "services.web.releaseTo",
    ["constructor"],
    "must be an environment that the service has data for: dev, staging, production",
    "services.web.releaseTo[0]",
    "constructor",
  ],
  [
    "services.web.releaseTo",
    ["staging", "dev"],
    'must be in the order of the environments, dev, staging, or the service must accept "release-order"',
  ],
];

const ofDev: Case[] = [
  ["loadBalancer.tls", "none", "must be the ARN of an ACM certificate"],
  [
    "loadBalancer.tls",
    443,
    'must be "plain-http", the ARN of an ACM certificate, or a hostedZone and a domain in it',
  ],
  [
    "loadBalancer.tls",
    { hostedZone: "example.com", domain: "shop.example.com" },
    "must be the id of a hosted zone, such as Z0123456789ABC",
    `${DEV}.loadBalancer.tls.hostedZone`,
    "example.com",
  ],
  ...["shop", "Shop.example.com", "*.example.com", "shop..com", "https://shop.example.com"].map(
    (domain): Case => [
      "loadBalancer.tls",
      { hostedZone: "Z0123456789ABC", domain },
      "must be a domain in lower-case letters, such as shop.example.com",
      `${DEV}.loadBalancer.tls.domain`,
      domain,
    ],
  ),
  [
    "loadBalancer.tls",
    { hostedZone: "Z0123456789ABC", domain: `${"a".repeat(60)}.example.com` },
    "must have at most 64 characters",
    `${DEV}.loadBalancer.tls.domain`,
    `${"a".repeat(60)}.example.com`,
  ],
  [
    "loadBalancer.tls",
    {
      hostedZone: "Z0123456789ABC",
      domain: "shop.example.com",
      certificate: "arn:aws:acm:eu-west-1:444444444444:certificate/1",
    },
    "must be a certificate of account 222222222222 in eu-west-1",
    `${DEV}.loadBalancer.tls.certificate`,
    "arn:aws:acm:eu-west-1:444444444444:certificate/1",
  ],
  ["loadBalancer.firewall", "off", 'must be "none", or have mode, managedRules and requestsPerAddress'],
  [
    "loadBalancer.firewall",
    { mode: "block", managedRules: [], requestsPerAddress: 9 },
    "must be at least 10",
    `${DEV}.loadBalancer.firewall.requestsPerAddress`,
    9,
  ],
  [
    "loadBalancer.firewall",
    {
      mode: "block",
      managedRules: ["AWSManagedRulesLinuxRuleSet", "AWSManagedRulesLinuxRuleSet"],
      requestsPerAddress: 10,
    },
    "must be named once",
    `${DEV}.loadBalancer.firewall.managedRules[1]`,
    "AWSManagedRulesLinuxRuleSet",
  ],
  ...["arn:aws:acm:us-east-1:222222222222", "arn:aws-us-gov:acm:eu-west-1:222222222222"].map(
    (where): Case => [
      "loadBalancer.tls",
      `${where}:certificate/1`,
      "must be a certificate of account 222222222222 in eu-west-1",
    ],
  ),
  ["loadBalancer.allowedCidrs", [], "must have at least 1 entry"],
  [
    "loadBalancer.allowedCidrs",
    ["198.51.100.0/24", "10.0.0.5/8"],
    "must be the network's own address, 10.0.0.0/8",
    `${DEV}.loadBalancer.allowedCidrs[1]`,
    "10.0.0.5/8",
  ],
  [
    "loadBalancer.allowedCidrs",
    ["10.0.0.0/8", "10.0.0.0/8"],
    "must be named once",
    `${DEV}.loadBalancer.allowedCidrs[1]`,
    "10.0.0.0/8",
  ],
  [
    "loadBalancer.allowedCidrs",
    Array.from({ length: 59 }, (_, index) => `10.${index}.0.0/16`),
    "must have at most 58 entries, since a security group has 60 rules",
    `${DEV}.loadBalancer.allowedCidrs`,
    59,
  ],
  [
    "loadBalancer.testCidrs",
    Array.from({ length: 58 }, (_, index) => `10.${index}.0.0/16`),
    "must have at most 57 entries, since a security group has 60 rules",
    `${DEV}.loadBalancer.testCidrs`,
    58,
  ],
  [
    "loadBalancer.testCidrs",
    ["10.0.0.5/30"],
    "must be the network's own address, 10.0.0.4/30",
    `${DEV}.loadBalancer.testCidrs[0]`,
    "10.0.0.5/30",
  ],
  ["fleet.instanceType", "t3", "must be an instance type such as t3.small"],
  ["fleet.amiParameter", "/images/al2023-arm64", "must name an image for x86_64, as t3.small is"],
  ...["", "/images/${var.x}", "//image", "/image/", "image"].map((parameter): Case => [
    "fleet.amiParameter",
    parameter,
    "must be the path of an SSM parameter",
  ]),
  ...[ami("amzn2-ami-hvm-x86_64-gp2"), ami("al2023-ami-minimal-kernel-default-x86_64"), "/aws/image"].map(
    (parameter): Case => [
      "fleet.amiParameter",
      parameter,
      "must name Amazon Linux 2023, and no minimal image, where it is one of AWS's own",
    ],
  ),
  ["fleet.agentSha256", "0", 'must be 64 hexadecimal digits or "unchecked"'],
  ["fleet.cpuCredits", "none", 'must be "standard" or "unlimited", as t3.small has credits'],
  ["fleet.placement", "cluster", 'must be "none", "spread", or have partitions, 1 to 7'],
  ["fleet.placement", { partitions: 8 }, "must be at most 7", `${DEV}.fleet.placement.partitions`, 8],
  ["fleet.mixedInstances", { alternatives: [] }, "must have at least 1 entry", ALTERNATIVES, []],
  ...(
    [
      ["t3.small", "must be named once, and not be fleet.instanceType"],
      ["t4g.small", "must be for x86_64, as t3.small is"],
      ["m7i.large", "must have CPU credits, as t3.small has"],
      ["t3", "must be an instance type such as t3.small"],
    ] as const
  ).map(([type, rule]): Case => [
    "fleet.mixedInstances",
    { alternatives: [type] },
    rule,
    `${ALTERNATIVES}[0]`,
    type,
  ]),
  [
    "fleet.mixedInstances",
    { alternatives: ["t3a.small"], onDemandBase: 5 },
    "must be at most the maximum, 4",
    `${DEV}.fleet.mixedInstances.onDemandBase`,
    5,
  ],
  ["fleet.scaling.cpuPercent", 95, "must be at most 90"],
  ["fleet.scaling.requestsPerMinute", 0, "must be at least 1"],
  ["fleet.minimum", 5, "must be at most the maximum, 4"],
  ["fleet.minimum", 0, "must be at least 1"],
  ["fleet.maximum", 1e21, "must be at most 500"],
  ["fleet.volumeGib", 1025, "must be at most 1024"],
  ["fleet.volumeGib", 16.5, "must be a whole number"],
  ["fleet.volumeGib", NaN, "must be a number"],
  ["release.steps", [], "must have at least 1 entry"],
  ["release.steps", steps(90), "must end at 100", `${DEV}.release.steps`, 90],
  ["release.steps", steps(20, 20, 100), "must ascend", `${DEV}.release.steps`, [20, 20, 100]],
  [
    "release.steps",
    [{ weight: 100, watchSeconds: 60 }],
    "must be at least 180",
    `${DEV}.release.steps[0].watchSeconds`,
    60,
  ],
  [
    "release.steps",
    [20, 40, 60, 100].map((weight) => ({ weight, watchSeconds: 86_400 })),
    "must be watched for less than 302400 seconds together, since CodePipeline waits 7 days for a release and each watch may be repeated",
    `${DEV}.release.steps`,
    345_600,
  ],
];
const deployments = ofDev.map(([field, ...rest]): Case => [`${DEV}.${field}`, ...rest]);

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

test.each<Case>([...application, ...environments, ...services, ...deployments])(
  "refuses %s of %j",
  (path, value, rule, at = path, got = value) => {
    expect(mistakes({ [path]: value })).toEqual([`${at}: ${rule}, got ${shown(got)}`]);
  },
);

test("accepts the project's own data", () => {
  expect(mistakes({})).toEqual([]);
});

test.each(["internals", "sgx", "slipway-sg"])("accepts an application called %s", (name) => {
  expect(mistakes({ application: name })).toEqual([]);
});

test.each([
  [{ "environments.dev.network.cidr": "198.51.0.0/16", "environments.dev.accept": ["public-network-range"] }],
  [{ "services.web.releaseTo": ["staging", "dev"], "services.web.accept": ["release-order"] }],
])("accepts what the data accepts in words: %j", (changes) => {
  expect(mistakes(changes)).toEqual([]);
});

test("accepts a network without a way to the internet, with an internal load balancer", () => {
  expect(mistakes({ "environments.staging.network.nat": "none" })).toEqual([]);
});

test("accepts the whole internet, an address and the network itself", () => {
  expect(
    mistakes({
      "web.dev.loadBalancer.allowedCidrs": ["0.0.0.0/0"],
      "web.dev.loadBalancer.testCidrs": ["198.51.100.7/32", "10.10.0.0/16"],
    }),
  ).toEqual([]);
});

test("refuses credits of instances that have none", () => {
  expect(mistakes({ "web.dev.fleet.instanceType": "m7i.large" })).toEqual([
    `${DEV}.fleet.cpuCredits: must be "none", as m7i.large has no credits, got "standard"`,
  ]);
});

test("refuses a checksum of an agent that is not installed", () => {
  const sha256 = "0".repeat(64);
  expect(mistakes({ "web.dev.fleet.imageIsReady": true, "web.dev.fleet.agentSha256": sha256 })).toEqual([
    `${DEV}.fleet.agentSha256: must be "unchecked" where the image is ready, since no agent is installed then, got "${sha256}"`,
  ]);
});

test.each<[keyof typeof adopt, unknown, string, string?, unknown?]>([
  ["vpcId", "vpc-1", "must be the id of a VPC"],
  ["cidr", "10.40.0.0", "must be an IPv4 CIDR"],
  ["cidr", "10.40.1.0/16", "must be the network's own address, 10.40.0.0/16"],
  [
    "cidr",
    "10.20.0.0/20",
    "must not overlap dev's 10.20.0.0/20",
    "environments.staging.network.cidr",
    "10.20.0.0/16",
  ],
  ["publicSubnetIds", [subnet(0)], "must be none, or at least 2 in different zones"],
  ["publicSubnetIds", [subnet(0), subnet(0)], "must be named once", `${ADOPT}.publicSubnetIds[1]`, subnet(0)],
  [
    "publicSubnetIds",
    [],
    'must be "internal", since the adopted network has no publicSubnetIds to stand in, or no natAddresses that the smoke test comes from',
    `${DEV}.loadBalancer.scheme`,
    "internet-facing",
  ],
  ["privateSubnetIds", [subnet(2)], "must have at least 2 entries"],
  [
    "privateSubnetIds",
    [subnet(2), subnet(1)],
    "must be named once",
    `${ADOPT}.privateSubnetIds[1]`,
    subnet(1),
  ],
  [
    "privateSubnetIds",
    ["subnet-1", subnet(2)],
    "must be the id of a subnet",
    `${ADOPT}.privateSubnetIds[0]`,
    "subnet-1",
  ],
  [
    "natAddresses",
    [],
    'must be "internal", since the adopted network has no publicSubnetIds to stand in, or no natAddresses that the smoke test comes from',
    `${DEV}.loadBalancer.scheme`,
    "internet-facing",
  ],
  ["natAddresses", ["192.0.2.7", "192.0.2.7"], "must be named once", `${ADOPT}.natAddresses[1]`, "192.0.2.7"],
])(
  "refuses an adopted network whose %s is %j",
  (field, value, rule, at = `${ADOPT}.${field}`, got = value) => {
    expect(mistakes(adopting({ [field]: value }))).toEqual([`${at}: ${rule}, got ${shown(got)}`]);
  },
);

test("refuses what an adopted network and one of Slipway's own have not in common", () => {
  expect(mistakes({ "environments.dev.network.adopt": adopt })).toContain(
    `environments.dev.network.adopt: must be absent, since nothing knows it, got ${shown(adopt)}`,
  );
  expect(mistakes(adopting({ zones: ["eu-west-1a"] } as never))).toEqual([
    `${ADOPT}.zones: must be absent, since nothing knows it, got ["eu-west-1a"]`,
  ]);
  expect(mistakes({ "environments.dev.network": "vpc-1" })).toEqual([
    'environments.dev.network: must have cidr, zones and nat, or adopt, got "vpc-1"',
  ]);
});

test("tells an adopted network that lacks everything what it lacks", () => {
  expect(mistakes({ "environments.dev.network": { adopt: {} } })).toEqual(
    ["cidr", "natAddresses", "privateSubnetIds", "publicSubnetIds", "vpcId"].map(
      (field) => expect.stringContaining(`${ADOPT}.${field}: must be`) as string,
    ),
  );
});

test("refuses an adopted network that overlaps one which Slipway makes", () => {
  const network = { adopt: { ...adopt, cidr: "10.10.0.0/20" } };
  expect(mistakes({ "environments.staging.network": network })).toEqual([
    `environments.staging.network.adopt.cidr: must not overlap dev's 10.10.0.0/16, got "10.10.0.0/20"`,
  ]);
});

test("accepts an adopted network, for two environments too, and one without public subnets for internal services", () => {
  const { vpcId, cidr, privateSubnetIds } = adopt;
  const inside = { adopt: { vpcId, cidr, privateSubnetIds, publicSubnetIds: [], natAddresses: [] } };
  expect(mistakes({ ...adopting(), "environments.staging.network": inside })).toEqual([]);
});

test("refuses a domain that leads to another load balancer", () => {
  const tls = { hostedZone: "Z0123456789ABC", domain: "web.example.com" };
  expect(mistakes({ "web.dev.loadBalancer.tls": tls })).toEqual([
    "services.web.environments.production.loadBalancer.tls.domain: must not be that of " +
      'services.web.environments.dev, got "web.example.com"',
  ]);
});

test("accepts a certificate of one's own beside a domain", () => {
  const certificate = "arn:aws:acm:eu-west-1:222222222222:certificate/1";
  const tls = { hostedZone: "Z0123456789ABC", domain: "shop.example.com", certificate };
  expect(mistakes({ "web.dev.loadBalancer.tls": tls })).toEqual([]);
});

test("refuses more instances than the network has addresses for, twice", () => {
  const changes = { "environments.dev.network.cidr": "10.40.0.0/20", "web.dev.fleet.maximum": 252 };
  expect(mistakes(changes)).toEqual([
    `${DEV}.fleet.maximum: must be at most 251, since a release at peak needs it twice in the 502 private addresses of 10.40.0.0/20, got 252`,
  ]);
});

describe("a private certificate authority", () => {
  const own = authority();
  const arn = "arn:aws:acm:eu-west-1:222222222222:certificate/1";
  const trusting = (certificateAuthority: string, tls: unknown = arn) =>
    mistakes({
      "web.dev.loadBalancer.certificateAuthority": certificateAuthority,
      "web.dev.loadBalancer.tls": tls,
    });
  const path = `${DEV}.loadBalancer.certificateAuthority`;

  test("is that of a certificate which one names", () => {
    const zone = { hostedZone: "Z0123456789ABC", domain: "shop.example.com" };
    const rule = `${path}: must be absent where loadBalancer.tls names no certificate, since nothing is signed by it`;
    expect(trusting(own.certificate)).toEqual([]);
    expect(trusting(own.certificate, { ...zone, certificate: arn })).toEqual([]);
    expect(trusting(own.certificate, zone)).toEqual([`${rule}, got ${JSON.stringify(zone)}`]);
    expect(trusting(own.certificate, "plain-http")).toEqual([`${rule}, got "plain-http"`]);
  });

  test("may be a chain, of authorities only", () => {
    expect(trusting(own.certificate + authority("root").certificate)).toEqual([]);
    for (const pem of [
      "",
      "certificate",
      signedBy(own).certificate,
      own.certificate + signedBy(own).certificate,
      `${own.certificate}key`,
      own.certificate.replace(/\n./, "\n-"),
      own.certificate.replace(/\nMII./, "\nAAAA"),
    ])
      expect(trusting(pem)).toEqual([
        `${path}: must be the PEM of a certificate authority, got ${shown(pem)}`,
      ]);
  });
});

test("an environment that is protected has no office hours", () => {
  const officeHours = { timeZone: "UTC", days: ["SUN"], from: "00:00", to: "21:00" };
  expect(mistakes({ "environments.staging.officeHours": officeHours })).toEqual([]);
  expect(mistakes({ "environments.production.officeHours": officeHours })).toEqual([
    `environments.production.officeHours: must be absent where the environment is protected, since nobody would answer its users, got ${JSON.stringify(officeHours)}`,
  ]);
});

describe("placement", () => {
  const placed = (placement: unknown, more: Record<string, unknown> = {}) =>
    mistakes({ "web.dev.fleet.placement": placement, ...more });

  test("spread holds 7 instances in each zone", () => {
    const rule = `${DEV}.fleet.maximum: must be at most 14, since fleet.placement "spread" holds 7 running instances in each zone`;
    expect(placed("spread", { "web.dev.fleet.maximum": 14 })).toEqual([]);
    expect(placed("spread", { "web.dev.fleet.maximum": 15 })).toEqual([`${rule}, got 15`]);
    expect(placed("spread", { "web.dev.fleet.maximum": 15, ...adopting() })).toEqual([`${rule}, got 15`]);
    expect(placed({ partitions: 7 }, { "web.dev.fleet.maximum": 15 })).toEqual([]);
  });

  test("of dedicated instances is in 2 partitions at most", () => {
    const dedicated = { "web.dev.fleet.tenancy": "dedicated" };
    const rule = `${DEV}.fleet.placement: must be "none", or have at most 2 partitions, with fleet.tenancy "dedicated"`;
    expect(placed({ partitions: 2 }, dedicated)).toEqual([]);
    expect(placed({ partitions: 3 }, dedicated)).toEqual([`${rule}, got {"partitions":3}`]);
    expect(placed("spread", dedicated)).toEqual([`${rule}, got "spread"`]);
  });
});

test("what always runs in a protected environment is no spot", () => {
  const production = "services.web.environments.production.fleet.mixedInstances";
  const spot = (onDemandBase: number) =>
    mistakes({
      [production]: { alternatives: ["m6g.large"], onDemandBase, onDemandPercentAboveBase: 0 },
    });
  expect(spot(4)).toEqual([]);
  expect(spot(3)).toEqual([
    `${production}.onDemandBase: must be at least the minimum, 4, since the environment is protected and all spot instances may be taken back at once, got 3`,
  ]);
  expect(mistakes({ [production]: { alternatives: ["m6g.large"] } })).toEqual([]);
});

test("where nothing is protected, all instances may be on spot", () => {
  const spot = { alternatives: ["t3a.small"], onDemandPercentAboveBase: 0 };
  expect(mistakes({ "web.dev.fleet.mixedInstances": spot })).toEqual([]);
});

test("a fleet without CPU credits takes no type that has them", () => {
  const changes = { ...ofType("m7i.large"), "web.dev.fleet.mixedInstances": { alternatives: ["t3.large"] } };
  expect(mistakes(changes)).toEqual([
    `${ALTERNATIVES}[0]: must have no CPU credits, as m7i.large has none, got "t3.large"`,
  ]);
});

test("refuses services whose fleets have no room beside each other", () => {
  const fleets = (maximum: number) => ({
    "environments.dev.network.cidr": "10.40.0.0/20",
    ...service("shop"),
    "services.shop.environments.dev.fleet.maximum": maximum,
    "services.shop.environments.production.loadBalancer.tls": "plain-http",
  });
  // 4 of web.
  expect(mistakes(fleets(247))).toEqual([]);
  expect(mistakes(fleets(248))).toEqual([
    'environments.dev.network.cidr: must have private addresses for 504 instances, twice the fleet.maximum of each service, and has 502, got "10.40.0.0/20"',
  ]);
});

/** The whole estate in another region: regions belong together. */
const moved = (region: string): Record<string, unknown> => ({
  "tools.region": region,
  ...Object.fromEntries(
    ["dev", "staging", "production"].flatMap((name): [string, unknown][] => [
      [`environments.${name}.region`, region],
      [`environments.${name}.network.zones`, [`${region}a`, `${region}b`]],
    ]),
  ),
  "services.web.environments.production.loadBalancer.tls": "plain-http",
});

test.each([
  ["eu-nowhere-9", "must be one of AWS's regions, such as eu-west-1"],
  ["cn-north-1", "must lie in aws or aws-us-gov, since China's CodePipeline starts no state machine"],
  ["us-iso-east-1", "must lie in aws or aws-us-gov, since nobody has tried aws-iso"],
])("refuses the region %s", (region, rule) => {
  const places = ["environments.dev", "environments.production", "environments.staging", "tools"];
  expect(mistakes(moved(region))).toEqual(places.map((it) => `${it}.region: ${rule}, got "${region}"`));
});

test("accepts GovCloud, and knows its partition, but no budgets there", () => {
  const places = ["environments.dev", "environments.production", "environments.staging", "tools"];
  const free = Object.fromEntries(places.map((place) => [`${place}.budget`, "none"]));
  const estate = parseEstate(estateWith({ ...moved("us-gov-west-1"), ...free }));
  expect([estate.tools.partition, estate.environments[0]?.partition]).toEqual(["aws-us-gov", "aws-us-gov"]);
  expect(mistakes({ ...moved("us-gov-west-1"), ...free, "tools.budget": { monthlyUsd: 1 } })).toEqual([
    'tools.budget: must be "none", since an account of AWS GovCloud (US) is paid by another one, where budgets are made, got {"monthlyUsd":1}',
  ]);
});

describe("places in one account", () => {
  const dev = { "environments.dev.account": "111111111111" };

  test("need roles of their own, and the first of them looks after the account", () => {
    expect(mistakes({ ...dev, "environments.dev.adoptServiceLinkedRoles": [] })).toEqual(
      [
        "adoptServiceLinkedRoles: must be absent, since tools looks after account 111111111111, got []",
        'audit.guardDuty: must be "adopt" or "none", since tools looks after account 111111111111, got "make"',
        'audit.trail: must be "adopt" or "none", since tools looks after account 111111111111, got "make"',
        'budget: must be "none", since tools looks after account 111111111111, got {"monthlyUsd":200}',
        'deployRole: must not be that of tools, which is in the same account, got "slipway-deploy"',
      ].map((line) => `environments.dev.${line}`),
    );
  });

  test("are accepted where they have and do", () => {
    const second = {
      "environments.dev.deployRole": "slipway-deploy-dev",
      "environments.dev.budget": "none",
      "environments.dev.audit.trail": "adopt",
      "environments.dev.audit.guardDuty": "adopt",
    };
    expect(mistakes({ ...dev, ...second })).toEqual([]);
  });
});

test("refuses an environment out of the tools account's region", () => {
  expect(
    mistakes({
      "environments.dev.region": "eu-west-2",
      "environments.dev.network.zones": ["eu-west-2a", "eu-west-2b"],
    }),
  ).toEqual([
    "environments.dev.region: must be tools.region, eu-west-1, since CodeDeploy installs only from a bucket of its own " +
      'region, got "eu-west-2"',
  ]);
});

const service = (name: string): Record<string, unknown> => {
  const { services } = estateWith({}) as { services: { web: object } };
  return { [`services.${name}`]: services.web };
};
const reserved = "must not be named as what Slipway makes beside services and environments";

test.each([
  ["web-admin", "must not begin as the names of web do"],
  ["dev", "must not begin as the names of dev do"],
  ["network", reserved],
  ["audit", reserved],
  ["my-account", "must not end with -account"],
  ["Shop", "must be named with 1 to 16 lower-case letters, digits and dashes"],
])("refuses a service called %s", (name, rule) => {
  expect(mistakes(service(name))).toContain(`services.${name}: ${rule}, got "${name}"`);
});

test.each([
  ["state", reserved],
  ["eu-dev", "must be named with 1 to 16 lower-case letters and digits"],
])("refuses an environment called %s", (name, rule) => {
  const { environments } = estateWith({}) as { environments: { dev: { network: object } } };
  const network = { ...environments.dev.network, cidr: "10.40.0.0/16" };
  const data = { ...environments.dev, account: "555555555555", network };
  expect(mistakes({ [`environments.${name}`]: data })).toEqual([
    `environments.${name}: ${rule}, got "${name}"`,
  ]);
});

test("refuses names that are too long for a load balancer", () => {
  const domainless = { "services.storefront.environments.production.loadBalancer.tls": "plain-http" };
  expect(mistakes({ ...service("storefront"), ...domainless })).toEqual([
    "services.storefront.environments.production: must have shorter names, since the target group " +
      'slipway-production-storefront-green has 35 characters and AWS allows 32, got "storefront"',
  ]);
});

test("looks at names where a place beside them has mistakes of its own", () => {
  expect(mistakes({ "environments.dev.account": "1", ...service("release") })).toContain(
    `services.release: ${reserved}, got "release"`,
  );
});

test("says of a place without a role only that, whatever the role of tools is called", () => {
  const role = { "tools.deployRole": "slipway-delivery-web", "environments.dev.deployRole": undefined };
  expect(mistakes(role)).toEqual([
    "environments.dev.deployRole: must be a string, got nothing",
    'tools.deployRole: must not begin with slipway-delivery-web, as the names of roles that Slipway makes, got "slipway-delivery-web"',
  ]);
});

test("refuses data for an environment that there is not", () => {
  expect(mistakes({ "environments.staging": undefined })).toEqual([
    'services.web.environments.staging: must be an environment of the estate: dev, production, got "staging"',
  ]);
});

test("says so where there is no environment at all, and nothing of what only follows from that", () => {
  const placeless = "services.web.environments.dev: must be an environment of the estate";
  expect(mistakes({ environments: {} })).toContain(`${placeless}: none yet, got "dev"`);
  expect(mistakes({ environments: [] })).toEqual(["environments: must be an object, got []"]);
});

test.each(["eu-nowhere-1", ""])(
  "says of an environment in %j nothing that only follows from that",
  (region) => {
    expect(mistakes({ "environments.dev.region": region })).toEqual([
      `environments.dev.region: must be one of AWS's regions, such as eu-west-1, got "${region}"`,
    ]);
  },
);

const circle: Record<string, unknown> = {};
circle.self = circle;

test.each([
  [undefined, "nothing"],
  [null, "null"],
  [[], "[]"],
  [() => undefined, "[Function (anonymous)]"],
])("refuses an estate that is none: %p", (data, got) => {
  expect(mistakesIn(data)).toEqual([`estate: must be an object, got ${got}`]);
});

test("shows what JSON cannot, and of what is long the beginning", () => {
  expect(mistakes({ "services.web.port": 8080n })).toEqual([
    "services.web.port: must be a number, got 8080n",
  ]);
  expect(mistakes({ circle })).toEqual([
    expect.stringMatching(/^circle: must be absent, .* got <ref \*1> \{/),
  ]);
  const [line] = mistakes({ application: "x".repeat(10_000) });
  expect(line).toMatch(/, got "x{199}…$/);
});

test.each(["a.b", "a\nb", "", "7"])("shows where the name %j of an environment ends", (name) => {
  const data = estateWith({}) as { environments: Record<string, object> };
  const { dev } = data.environments;
  data.environments[name] = {
    ...dev,
    account: "555555555555",
    network: { cidr: "10.40.0.0/16", zones: ["eu-west-1a", "eu-west-1b"], nat: "none" },
  };
  const place = /^\w+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  expect(mistakesIn(data)).toEqual([
    `environments${place}: must be named with 1 to 16 lower-case letters and digits, got ${JSON.stringify(name)}`,
  ]);
});

test("reports all mistakes at once, those between fields too, sorted by place", () => {
  expect(
    mistakes({
      "services.web.build.timeoutMinutes": 1,
      "services.web.port": "8080",
      "web.dev.fleet.minimum": 5,
      "services.web.environments.production.release.steps": [{ weight: 90, watchSeconds: 10 }],
      "environments.staging.network.cidr": "10.10.0.0/16",
    }),
  ).toEqual([
    'environments.staging.network.cidr: must not overlap dev\'s 10.10.0.0/16, got "10.10.0.0/16"',
    "services.web.build.timeoutMinutes: must be at least 5, got 1",
    `${DEV}.fleet.minimum: must be at most the maximum, 4, got 5`,
    "services.web.environments.production.release.steps: must end at 100, got 90",
    "services.web.environments.production.release.steps[0].watchSeconds: must be at least 180, got 10",
    'services.web.port: must be a number, got "8080"',
  ]);
});

/** A fleet of a type, which has credits or has not. */
const ofType = (type: string) => ({
  "web.dev.fleet.instanceType": type,
  "web.dev.fleet.cpuCredits": /^t\d/.test(type) ? "standard" : "none",
});

test.each(["m7g.large", "c6gn.xlarge", "im4gn.large", "x2gd.medium", "a1.large", "g5g.xlarge"])(
  "knows %s as arm64",
  (type) => {
    expect(
      mistakes({ ...ofType(type), "web.dev.fleet.amiParameter": ami("al2023-ami-kernel-default-x86_64") }),
    ).toEqual([
      `${DEV}.fleet.amiParameter: must name an image for arm64, as ${type} is, got "${ami("al2023-ami-kernel-default-x86_64")}"`,
    ]);
  },
);

test.each(["t3a.small", "g4dn.xlarge", "m7i-flex.large", "c5.metal", "u-6tb1.metal"])(
  "knows %s as x86_64",
  (type) => {
    expect(mistakes(ofType(type))).toEqual([]);
  },
);
