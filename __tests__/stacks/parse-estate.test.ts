import { ConfigurationError } from "../../stacks/configuration-error";
import { estate } from "../../stacks/environments";
import { parseEstate } from "../../stacks/parse-estate";
import { estateWith } from "./estate-with";

function mistakes(changes: Record<string, unknown>): readonly string[] {
  try {
    parseEstate(estateWith(changes));
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes;
    throw error;
  }
}

test("accepts the project's own data as it is", () => {
  expect(parseEstate(estate)).toEqual(estate);
});

test.each<[Record<string, unknown>, string]>([
  [
    { application: "Slipway" },
    'application: must be 2 to 12 lower-case letters, digits and dashes, got "Slipway"',
  ],
  [
    { application: "slip-" },
    'application: must be 2 to 12 lower-case letters, digits and dashes, got "slip-"',
  ],
  ...["internal", "internal-api", "sg", "sthree-x"].map((name): [Record<string, unknown>, string] => [
    { application: name },
    `application: must not begin with internal-, sg-, sthree- or xn-, which AWS keeps for itself, got "${name}"`,
  ]),
  [{ "dev.account": "22222222222" }, 'dev.account: must be 12 digits, got "22222222222"'],
  [{ "dev.account": undefined }, "dev.account: must be a string, got nothing"],
  [{ "dev.deployRole": "role/x" }, 'dev.deployRole: must be the name of a role, got "role/x"'],
  [{ "dev.colour": "blue" }, 'dev.colour: must be absent, since nothing knows it, got "blue"'],
  [{ staging: undefined }, "staging: must be an object, got nothing"],
  [{ "environments.test": {} }, "test: must be absent, since nothing knows it, got {}"],
  [{ "dev.network.cidr": "10.10.0.0" }, 'dev.network.cidr: must be an IPv4 CIDR, got "10.10.0.0"'],
  [{ "dev.network.cidr": "10.40.0.0/21" }, 'dev.network.cidr: must be /16 to /20, got "10.40.0.0/21"'],
  [
    { "dev.network.cidr": "10.40.1.0/16" },
    'dev.network.cidr: must be the network\'s own address, 10.40.0.0/16, got "10.40.1.0/16"',
  ],
  [
    { "staging.network.cidr": "10.10.128.0/17" },
    'staging.network.cidr: must not overlap dev\'s 10.10.0.0/16, got "10.10.128.0/17"',
  ],
  [
    { "dev.network.zones": ["eu-west-1a"] },
    'dev.network.zones: must have at least 2 entries, got ["eu-west-1a"]',
  ],
  [
    { "dev.network.zones": ["eu-west-1a", "eu-west-2b"] },
    'dev.network.zones[1]: must be a zone of eu-west-1, such as eu-west-1a, got "eu-west-2b"',
  ],
  [
    { "dev.network.zones": ["eu-west-1a", "eu-west-1a"] },
    'dev.network.zones[1]: must be named once, got "eu-west-1a"',
  ],
  [{ "dev.network.nat": "some" }, 'dev.network.nat: must be one of "per-zone", "single", "none", got "some"'],
  [
    { "dev.network.nat": "none" },
    'dev.network.nat: must be "single" or "per-zone": "none" needs an internal load balancer and interface ' +
      'endpoints, which Slipway does not make yet, got "none"',
  ],
  [
    { "dev.loadBalancer.certificate": "mine" },
    'dev.loadBalancer.certificate: must be "none" or the ARN of an ACM certificate, got "mine"',
  ],
  [
    { "dev.loadBalancer.certificate": "arn:aws:acm:us-east-1:222222222222:certificate/1" },
    "dev.loadBalancer.certificate: must be a certificate of account 222222222222 in eu-west-1, " +
      'got "arn:aws:acm:us-east-1:222222222222:certificate/1"',
  ],
  [
    { "dev.loadBalancer.allowedCidrs": [] },
    "dev.loadBalancer.allowedCidrs: must have at least 1 entry, got []",
  ],
  [
    { "dev.loadBalancer.allowedCidrs": ["198.51.100.0/24", "10.0.0.5/8"] },
    'dev.loadBalancer.allowedCidrs[1]: must be the network\'s own address, 10.0.0.0/8, got "10.0.0.5/8"',
  ],
  [
    { "staging.loadBalancer.testCidrs": ["10.0.0.5/30"] },
    'staging.loadBalancer.testCidrs[0]: must be the network\'s own address, 10.0.0.4/30, got "10.0.0.5/30"',
  ],
  [
    { "dev.loadBalancer.allowedCidrs": ["10.0.0.0/8", "10.0.0.0/8"] },
    'dev.loadBalancer.allowedCidrs[1]: must be named once, got "10.0.0.0/8"',
  ],
  [
    { "staging.loadBalancer.testCidrs": ["10.20.0.0/16"] },
    "staging.loadBalancer.testCidrs[0]: must not be network.cidr, which reaches an internal load balancer's " +
      'test listener anyway, got "10.20.0.0/16"',
  ],
  [
    { "dev.loadBalancer.deletionProtection": "no" },
    'dev.loadBalancer.deletionProtection: must be a boolean, got "no"',
  ],
  [
    { "dev.fleet.instanceType": "t3" },
    'dev.fleet.instanceType: must be an instance type such as t3.small, got "t3"',
  ],
  [
    { "dev.fleet.amiParameter": "/images/al2023-arm64" },
    'dev.fleet.amiParameter: must name an image for x86_64, as t3.small is, got "/images/al2023-arm64"',
  ],
  [{ "dev.fleet.minimum": 5 }, "dev.fleet.minimum: must be at most the maximum, 4, got 5"],
  [{ "dev.fleet.minimum": 0 }, "dev.fleet.minimum: must be at least 1, got 0"],
  [{ "dev.fleet.volumeGib": 16.5 }, "dev.fleet.volumeGib: must be a whole number, got 16.5"],
  [
    { "dev.network.cidr": "10.40.0.0/20", "dev.fleet.maximum": 252 },
    "dev.fleet.maximum: must be at most 251, since a release at peak needs it twice in the 502 private addresses " +
      "of 10.40.0.0/20, got 252",
  ],
  [
    { "dev.release.smokePath": "health" },
    'dev.release.smokePath: must be a path that starts with /, got "health"',
  ],
  [{ "dev.release.steps": [] }, "dev.release.steps: must have at least 1 entry, got []"],
  [
    { "production.release.steps": [{ weight: 90, watchSeconds: 600 }] },
    "production.release.steps: must end at 100, got 90",
  ],
  [
    { "dev.release.steps": [20, 20, 100].map((weight) => ({ weight, watchSeconds: 180 })) },
    "dev.release.steps: must ascend, got [20,20,100]",
  ],
  [
    { "dev.release.steps": [{ weight: 100, watchSeconds: 60 }] },
    "dev.release.steps[0].watchSeconds: must be at least 180, got 60",
  ],
  [
    { "tools.releaseTo": ["dev", "dev"] },
    'tools.releaseTo: must name each environment once, got ["dev","dev"]',
  ],
  [
    { "tools.releaseTo": ["qa"] },
    'tools.releaseTo[0]: must be one of "dev", "staging", "production", got "qa"',
  ],
])("refuses %j", (changes, line) => {
  expect(mistakes(changes)).toEqual([line]);
});

test("refuses an environment out of the tools account's region", () => {
  expect(mistakes({ "dev.region": "eu-west-2", "dev.network.zones": ["eu-west-2a", "eu-west-2b"] })).toEqual([
    "dev.region: must be tools.region, eu-west-1, since CodeDeploy installs only from a bucket of its own region, " +
      'got "eu-west-2"',
  ]);
});

test.each(["internals", "sgx", "slipway-sg"])("accepts an application called %s", (application) => {
  expect(mistakes({ application })).toEqual([]);
});

test("accepts the whole internet, an address and, for a public load balancer, the network itself", () => {
  expect(
    mistakes({
      "dev.loadBalancer.allowedCidrs": ["0.0.0.0/0"],
      "dev.loadBalancer.testCidrs": ["198.51.100.7/32", "10.10.0.0/16"],
    }),
  ).toEqual([]);
});

test("reports all mistakes at once, those between fields too, sorted by place", () => {
  expect(
    mistakes({
      "tools.build.timeoutMinutes": 1,
      "dev.fleet.minimum": 5,
      "dev.fleet.port": "8080",
      "production.release.steps": [{ weight: 90, watchSeconds: 10 }],
      "staging.network.cidr": "10.10.0.0/16",
    }),
  ).toEqual([
    "dev.fleet.minimum: must be at most the maximum, 4, got 5",
    'dev.fleet.port: must be a number, got "8080"',
    "production.release.steps: must end at 100, got 90",
    "production.release.steps[0].watchSeconds: must be at least 180, got 10",
    'staging.network.cidr: must not overlap dev\'s 10.10.0.0/16, got "10.10.0.0/16"',
    "tools.build.timeoutMinutes: must be at least 5, got 1",
  ]);
});

test.each(["m7g.large", "c6gn.xlarge", "im4gn.large", "x2gd.medium", "a1.large", "g5g.xlarge"])(
  "knows %s as arm64",
  (type) => {
    expect(mistakes({ "dev.fleet.instanceType": type, "dev.fleet.amiParameter": "/x86_64" })).toEqual([
      `dev.fleet.amiParameter: must name an image for arm64, as ${type} is, got "/x86_64"`,
    ]);
  },
);

test.each(["t3a.small", "g4dn.xlarge", "m7i-flex.large", "c5.metal", "u-6tb1.metal"])(
  "knows %s as x86_64",
  (type) => {
    expect(mistakes({ "dev.fleet.instanceType": type })).toEqual([]);
  },
);
