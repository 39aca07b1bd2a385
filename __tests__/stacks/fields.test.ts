import { TerraformStack, Testing } from "cdktf";
import { addStacks } from "../../main";
import { readBackend } from "../../stacks/backend";
import type { Backend } from "../../stacks/backend";
import type { Estate } from "../../stacks/environment";
import { estate } from "../../stacks/environments";
import { estateWith } from "./estate-with";

const certificate = "arn:aws:acm:eu-west-1:222222222222:certificate/1";

/** Another right value for each field; of the environments' fields, for dev's. */
const others: Record<string, unknown> = {
  application: "gangway",
  "tools.account": "999999999999",
  "tools.region": "eu-west-2",
  "tools.deployRole": "deployer",
  "tools.releaseTo": ["dev", "staging"],
  "tools.build.computeType": "BUILD_GENERAL1_LARGE",
  "tools.build.image": "aws/codebuild/amazonlinux2-x86_64-standard:4.0",
  "tools.build.timeoutMinutes": 20,
  "dev.account": "888888888888",
  "dev.region": "eu-west-2",
  "dev.deployRole": "deployer",
  "dev.network.cidr": "10.40.0.0/16",
  "dev.network.zones": ["eu-west-1a", "eu-west-1c"],
  "dev.network.nat": "per-zone",
  "dev.loadBalancer.scheme": "internal",
  "dev.loadBalancer.certificate": certificate,
  "dev.loadBalancer.allowedCidrs": ["10.0.0.0/8"],
  "dev.loadBalancer.testCidrs": ["192.168.0.0/16"],
  "dev.loadBalancer.deletionProtection": true,
  "dev.fleet.instanceType": "t3.large",
  "dev.fleet.amiParameter": "/images/ours",
  "dev.fleet.minimum": 3,
  "dev.fleet.maximum": 5,
  "dev.fleet.volumeGib": 17,
  "dev.fleet.port": 8081,
  "dev.fleet.deregistrationDelaySeconds": 31,
  "dev.release.steps": [{ weight: 100, watchSeconds: 180 }],
  "dev.release.gate.maximumErrorPercent": 6,
  "dev.release.gate.maximumConnectionErrors": 1,
  "dev.release.gate.minimumRequests": 21,
  "dev.release.smokePath": "/ready",
};

let backend: Backend;
let before: string;

beforeAll(async () => {
  backend = await readBackend("terraform-backend.hcl", estate);
  before = synthesized(estate);
});

/** What Terraform would read of the tools account and dev. */
function synthesized(estate: Estate): string {
  const app = addStacks(Testing.app({ stackTraces: false }), estate, backend);
  const stacks = app.node.children
    .filter((child) => TerraformStack.isStack(child))
    .filter(({ node }) => !/^(staging|production)-/.test(node.id));
  stacks.forEach((stack) => stack.prepareStack());
  return stacks.map((stack) => Testing.synth(stack)).join("\n");
}

function leaves(data: object, path: string): string[] {
  return Object.entries(data).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? leaves(value, `${path}${key}.`)
      : [`${path}${key}`],
  );
}

test("names every field that there is", () => {
  const { application, tools, environments } = estate;
  expect(Object.keys(others).sort()).toEqual(
    [...leaves({ application, tools }, ""), ...leaves(environments.dev, "dev.")].sort(),
  );
});

test.each(Object.entries(others))("%s reaches Terraform", (path, value) => {
  // Values that belong together are checked together; here each must have an effect by itself.
  expect(synthesized(estateWith({ [path]: value }) as Estate)).not.toBe(before);
});
