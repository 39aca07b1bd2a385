import { TerraformStack, Testing } from "cdktf";
import { addStacks } from "../../../main";
import { estate as data } from "../../../stacks/estate/data";
import { estateOf } from "../../../stacks/estate/estate";
import type { EstateData } from "../../../stacks/estate/schema";
import { authority } from "../../certificates";
import { backend } from "../platform";
import { estateWith } from "./estate-with";

/** Another right value for each field; of environments, for dev's. */
const others: Record<string, unknown> = {
  application: "gangway",
  "tools.account": "999999999999",
  "tools.region": "eu-west-2",
  "tools.deployRole": "deployer",
  "tools.administratorRole": "Administrator",
  "tools.recipients": ["other@example.com"],
  "tools.budget.monthlyUsd": 101,
  "tools.audit.trail": "adopt",
  "tools.audit.guardDuty": "adopt",
  "tools.audit.config": "adopt",
  "tools.audit.retentionDays": 366,
  "environments.dev.account": "888888888888",
  "environments.dev.region": "eu-west-2",
  "environments.dev.deployRole": "deployer",
  "environments.dev.administratorRole": "Administrator",
  "environments.dev.recipients": ["other@example.com"],
  "environments.dev.budget.monthlyUsd": 201,
  "environments.dev.audit.trail": "none",
  "environments.dev.audit.guardDuty": "none",
  "environments.dev.audit.config": "make",
  "environments.dev.audit.retentionDays": 91,
  "environments.dev.protected": true,
  "environments.dev.logRetentionDays": 60,
  "environments.dev.officeHours.timeZone": "UTC",
  "environments.dev.officeHours.days": ["SAT"],
  "environments.dev.officeHours.from": "06:30",
  "environments.dev.officeHours.to": "18:30",
  "environments.dev.network.cidr": "10.40.0.0/16",
  "environments.dev.network.zones": ["eu-west-1a", "eu-west-1c"],
  "environments.dev.network.nat": "per-zone",
  "services.web.source.object": "archive.zip",
  "services.web.build.computeType": "BUILD_GENERAL1_LARGE",
  "services.web.build.architecture": "arm64",
  "services.web.build.image": "aws/codebuild/amazonlinux2-x86_64-standard:4.0",
  "services.web.build.timeoutMinutes": 20,
  "services.web.port": 8081,
  "services.web.healthPath": "/ready",
  "services.web.releaseTo": ["dev", "staging"],
  "web.dev.loadBalancer.scheme": "internal",
  "web.dev.loadBalancer.tls": "arn:aws:acm:eu-west-1:222222222222:certificate/1",
  "web.dev.loadBalancer.firewall": { mode: "count", managedRules: [], requestsPerAddress: 10 },
  "web.dev.loadBalancer.allowedCidrs": ["10.0.0.0/8"],
  "web.dev.loadBalancer.testCidrs": ["192.168.0.0/16"],
  "web.dev.fleet.instanceType": "t3.large",
  "web.dev.fleet.amiParameter": "/images/ours",
  "web.dev.fleet.imageIsReady": true,
  "web.dev.fleet.agentSha256": "0".repeat(64),
  "web.dev.fleet.scaling.cpuPercent": 61,
  "web.dev.fleet.scaling.requestsPerMinute": 2001,
  "web.dev.fleet.cpuCredits": "unlimited",
  "web.dev.fleet.detailedMonitoring": true,
  "web.dev.fleet.tenancy": "dedicated",
  "web.dev.fleet.placement": "spread",
  "web.dev.fleet.minimum": 3,
  "web.dev.fleet.maximum": 5,
  "web.dev.fleet.volumeGib": 17,
  "web.dev.fleet.deregistrationDelaySeconds": 31,
  "web.dev.release.steps": [{ weight: 100, watchSeconds: 180 }],
  "web.dev.release.gate.maximumErrorPercent": 6,
  "web.dev.release.gate.maximumConnectionErrors": 1,
  "web.dev.release.gate.minimumRequests": 21,
};

/**
 * What Terraform would read of the tools account and the environments that are released to, which is dev unless it
 * is changed. Values that belong together are not checked together here.
 */
function synthesized(changed: unknown): string {
  const { environments, services, ...data } = changed as EstateData;
  const released = Object.values(services).flatMap(({ releaseTo }) => releaseTo);
  const places = Object.entries(environments).filter(([name]) => released.includes(name));
  const estate = estateOf({ ...data, environments: Object.fromEntries(places), services });
  const app = addStacks(Testing.app({ stackTraces: false }), { estate, backend });
  const stacks = app.node.children.filter((child) => TerraformStack.isStack(child));
  stacks.forEach((stack) => stack.prepareStack());
  return stacks.map((stack) => Testing.synth(stack)).join("\n");
}

function leaves(it: object, path: string): string[] {
  return Object.entries(it).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? leaves(value, `${path}${key}.`)
      : [`${path}${key}`],
  );
}

test("names every field that there is", () => {
  const { dev } = data.environments;
  const { web } = data.services;
  if (dev === undefined || web === undefined) throw new Error("the data must have dev and web");
  const { environments, ...service } = web;
  expect(Object.keys(others).sort()).toEqual(
    [
      "application",
      ...leaves(data.tools, "tools."),
      ...leaves(dev, "environments.dev."),
      ...leaves(service, "services.web."),
      ...leaves(environments.dev ?? {}, "web.dev."),
    ].sort(),
  );
});

const before = synthesized(data);

const adopt = {
  vpcId: "vpc-0123456789abcdef0",
  cidr: "10.40.0.0/16",
  publicSubnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
  privateSubnetIds: ["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"],
  natAddresses: ["192.0.2.7"],
};
const adopted = (changes: Partial<typeof adopt> = {}) =>
  synthesized(estateWith({ "environments.dev.network": { adopt: { ...adopt, ...changes } } }));

test.each([
  { vpcId: "vpc-0123456789abcdef1" },
  { cidr: "10.50.0.0/16" },
  { publicSubnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef4"] },
  { privateSubnetIds: ["subnet-0123456789abcdef2", "subnet-0123456789abcdef4"] },
  { natAddresses: ["192.0.2.8"] },
])("of an adopted network, %j reaches Terraform", (change) => {
  expect(adopted(change)).not.toBe(adopted());
});

const placed = (placement: unknown) => synthesized(estateWith({ "web.dev.fleet.placement": placement }));

test("of placement groups, the number of partitions reaches Terraform", () => {
  expect(placed({ partitions: 2 })).not.toBe(placed({ partitions: 3 }));
  expect(placed({ partitions: 2 })).not.toBe(placed("spread"));
});

const mixed = (changes: object = {}) =>
  synthesized(estateWith({ "web.dev.fleet.mixedInstances": { alternatives: ["t3a.small"], ...changes } }));

test.each([{ alternatives: ["t2.small"] }, { onDemandBase: 1 }, { onDemandPercentAboveBase: 50 }])(
  "of mixed instances, %j reaches Terraform",
  (change) => {
    expect(mixed(change)).not.toBe(mixed());
    expect(mixed()).not.toBe(before);
  },
);

test("of a private certificate authority, the certificate reaches Terraform", () => {
  const [one, other] = [authority("one"), authority("other")].map(({ certificate }) =>
    synthesized(estateWith({ "web.dev.loadBalancer.certificateAuthority": certificate })),
  );
  expect(new Set([before, one, other]).size).toBe(3);
});

test.each(Object.entries(others))("%s reaches Terraform", (path, value) => {
  expect(synthesized(estateWith({ [path]: value }))).not.toBe(before);
});
