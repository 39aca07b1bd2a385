import { parseEstate } from "../../../stacks/estate/parse";
import { warningsOf } from "../../../stacks/estate/warnings";
import { estateWith } from "./estate-with";

const warnings = (changes: Record<string, unknown>) => warningsOf(parseEstate(estateWith(changes)));
const production = "services.web.environments.production.loadBalancer";

test("the project's own data leaves no doubt", () => {
  expect(warnings({})).toEqual([]);
});

test("warns where nobody watches a protected account, and of no other", () => {
  const unwatched = (place: string) => ({
    [`${place}.audit.trail`]: "none",
    [`${place}.audit.guardDuty`]: "none",
  });
  expect(warnings({ ...unwatched("tools"), ...unwatched("environments.dev") })).toEqual([
    "warning: tools.audit.trail: nobody writes down who does what in a protected account",
    "warning: tools.audit.guardDuty: nobody looks for attacks on a protected account",
  ]);
});

test("warns of plain HTTP to the internet in a protected environment, and in no other", () => {
  expect(warnings({ [`${production}.tls`]: "plain-http" })).toEqual([
    `warning: ${production}.tls: a protected environment speaks plain HTTP to the internet`,
  ]);
  expect(warnings({ [`${production}.tls`]: "plain-http", [`${production}.scheme`]: "internal" })).toEqual([]);
});

test("warns where nothing stands between a protected environment and the internet", () => {
  expect(warnings({ [`${production}.firewall`]: "none" })).toEqual([
    `warning: ${production}.firewall: nothing stands between a protected environment and the internet`,
  ]);
  expect(warnings({ [`${production}.firewall`]: "none", [`${production}.scheme`]: "internal" })).toEqual([]);
});

test("warns of a test listener that is open to everyone", () => {
  expect(warnings({ "web.dev.loadBalancer.testCidrs": ["0.0.0.0/0"] })).toEqual([
    "warning: services.web.environments.dev.loadBalancer.testCidrs: everyone may reach a version that no gate has judged",
  ]);
});

test("warns of spot instances that may end before their requests do", () => {
  const spot = { alternatives: ["t3a.small"], onDemandPercentAboveBase: 0 };
  const delay = { "web.dev.fleet.deregistrationDelaySeconds": 121 };
  expect(warnings({ "web.dev.fleet.mixedInstances": spot })).toEqual([]);
  expect(warnings(delay)).toEqual([]);
  expect(warnings({ "web.dev.fleet.mixedInstances": spot, ...delay })).toEqual([
    "warning: services.web.environments.dev.fleet.deregistrationDelaySeconds: a spot instance that is taken back ends after 120 seconds, whatever it still answers",
  ]);
});

test("warns of instances that get more requests for their size than others", () => {
  expect(warnings({ "web.dev.fleet.mixedInstances": { alternatives: ["t3a.small", "t3.micro"] } })).toEqual([
    "warning: services.web.environments.dev.fleet.mixedInstances.alternatives: of another size than t3.small, and with as many requests: t3.micro",
  ]);
});
