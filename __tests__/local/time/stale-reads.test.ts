import { Clock } from "../../../local/clock/clock";
import type { ServiceRequest } from "../../../local/gateway/service";
import { Lateness } from "../../../local/time/lateness";
import { StaleReads } from "../../../local/time/stale-reads";

const clock = new Clock();
let now = 0;
let value = "old";
let layer: StaleReads;

beforeEach(() => {
  now = 0;
  value = "old";
  jest.spyOn(clock, "now").mockImplementation(() => now);
  layer = new StaleReads(
    clock,
    new Lateness({ ranges: { staleRead: [5, 5] }, chances: { meetsStaleCopy: 1 } }),
  );
});

async function ask(operation: string, changes: Partial<ServiceRequest> = {}): Promise<string> {
  const request = { service: "elasticloadbalancing", account: "1", region: "r", operation, parameters: {} };
  const next = () => {
    if (!operation.startsWith("Describe")) value = "new";
    return Promise.resolve({ status: 200, headers: {}, body: value });
  };
  return String((await layer.handle({ ...request, ...changes } as unknown as ServiceRequest, next)).body);
}

it("answers what was before a write, for some seconds", async () => {
  await ask("DescribeRules");
  await ask("ModifyRule");
  now = 4999;
  expect(await ask("DescribeRules")).toBe("old");
  now = 5000;
  expect(await ask("DescribeRules")).toBe("new");
});

it("is as old as the first write after the read, not as the last", async () => {
  await ask("DescribeRules");
  await ask("ModifyRule");
  now = 4000;
  await ask("ModifyRule");
  now = 5000;
  expect(await ask("DescribeRules")).toBe("new");
});

it("never goes back once a read has met the new copy", async () => {
  layer = new StaleReads(clock, new Lateness({ ranges: { staleRead: [5, 5] } }));
  await ask("DescribeRules");
  await ask("ModifyRule");
  const answers = [];
  for (let read = 0; read < 12; read += 1) answers.push(await ask("DescribeRules"));
  expect([...new Set(answers)].at(-1)).toBe("new");
  expect(answers).toEqual([...answers].sort((a, b) => b.localeCompare(a)));
});

it.each<[string, Partial<ServiceRequest>]>([
  ["asked with other parameters", { parameters: { RuleArns: ["other"] } }],
  ["of another account", { account: "2" }],
  ["of another region", { region: "s" }],
])("knows nothing old of a read %s", async (_, changes) => {
  await ask("DescribeRules");
  await ask("ModifyRule");
  expect(await ask("DescribeRules", changes)).toBe("new");
});

it.each(["DescribeListeners", "DescribeTargetGroups"])("keeps %s consistent", async (operation) => {
  await ask(operation);
  await ask("ModifyRule");
  expect(await ask(operation)).toBe("new");
});

it("is not moved by a write that is refused, nor by one to another service", async () => {
  const refused = () => Promise.resolve({ status: 400, headers: {}, body: "" });
  await ask("DescribeRules");
  const request = { service: "elasticloadbalancing", account: "1", region: "r", operation: "ModifyRule" };
  await layer.handle(request as unknown as ServiceRequest, refused);
  await ask("UpdateAutoScalingGroup", { service: "autoscaling" });
  expect(await ask("DescribeRules")).toBe("new");
});

it("does not take health from long before the write for what was there before it", async () => {
  await ask("DescribeTargetHealth");
  now = 60_000;
  await ask("DeregisterTargets");
  expect(await ask("DescribeTargetHealth")).toBe("new");
});

it("does not keep an answer that was under way during a write", async () => {
  let answerFirst: (body: string) => void = () => undefined;
  const request = { service: "elasticloadbalancing", account: "1", region: "r", operation: "DescribeRules" };
  const slow = layer.handle(
    { ...request, parameters: {} } as unknown as ServiceRequest,
    () => new Promise((resolve) => (answerFirst = (body) => resolve({ status: 200, headers: {}, body }))),
  );
  await ask("ModifyRule");
  answerFirst("old");
  await slow;
  await ask("ModifyRule");
  expect(await ask("DescribeRules")).toBe("new");
});
