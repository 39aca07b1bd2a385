import { Clock } from "../../../local/clock/clock";
import type { ServiceRequest } from "../../../local/gateway/service";
import type { DeployedRole } from "../../../local/iam/roles";
import { LateRoles } from "../../../local/time/late-roles";
import { Lateness } from "../../../local/time/lateness";

const role = (arn: string): DeployedRole => ({
  arn,
  account: "1",
  trust: { name: "trust", statements: [] },
  identity: [],
  boundary: undefined,
});
const start = 1_000_000;
let now = start;
let deployed: DeployedRole | undefined;
let roles: LateRoles;

beforeEach(() => {
  const clock = new Clock();
  now = start;
  deployed = undefined;
  jest.spyOn(clock, "now").mockImplementation(() => now);
  const late = new Lateness({ ranges: { newIdentity: [10, 10] } });
  roles = new LateRoles({ find: () => Promise.resolve(deployed) }, clock, late);
});

async function write(
  value: DeployedRole | undefined,
  operation = "PutRolePolicy",
  status = 200,
): Promise<void> {
  const request = { service: "iam", account: "1", operation } as ServiceRequest;
  await roles.handle(request, () => Promise.resolve({ status, headers: {}, body: "" }));
  deployed = value;
}
const found = async (seconds: number) => {
  now = start + seconds * 1000;
  return (await roles.find("1", "app"))?.arn;
};

it("knows a new role some seconds after it was made", async () => {
  await write(role("new"), "CreateRole");
  expect([await found(0), await found(9.999), await found(10)]).toEqual([undefined, undefined, "new"]);
});

it("decides by the old policies until the new ones have arrived", async () => {
  await write(role("old"));
  await found(10);
  now = start + 20_000;
  await write(role("new"));
  expect([await found(29), await found(30)]).toEqual(["old", "new"]);
});

it("counts from the write, not from the first question", async () => {
  await write(role("new"), "CreateRole");
  expect(await found(60)).toBe("new");
});

it("is not moved by a read, nor by a write that was refused", async () => {
  await write(role("new"), "CreateRole");
  now = start + 9_000;
  await write(role("new"), "GetRole");
  await write(role("new"), "CreateRole", 409);
  expect(await found(10)).toBe("new");
});
