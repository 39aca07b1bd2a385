import { parseEstate } from "../../../stacks/estate/parse";
import { warningsOf } from "../../../stacks/estate/warnings";
import { estateWith } from "./estate-with";

const warnings = (changes: Record<string, unknown>) => warningsOf(parseEstate(estateWith(changes)));
const production = "services.web.environments.production.loadBalancer";

test("the project's own data leaves no doubt", () => {
  expect(warnings({})).toEqual([]);
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
