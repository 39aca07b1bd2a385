import { Clock } from "../../../local/clock/clock";
import type { ServiceRequest } from "../../../local/gateway/service";
import { Throttle } from "../../../local/time/throttle";

let now = 0;
let throttle: Throttle;

beforeEach(() => {
  const clock = new Clock();
  now = 0;
  jest.spyOn(clock, "now").mockImplementation(() => now);
  throttle = new Throttle(clock);
});

/** How many of so many requests at one moment are answered, and what the others are told. */
async function burst(count: number, service: string, operation: string, account = "1") {
  const codes = new Map<string, number>();
  for (let request = 0; request < count; request += 1) {
    const asked = { service, operation, account, region: "eu-west-1" } as ServiceRequest;
    const code = await Promise.resolve()
      .then(() => throttle.handle(asked, () => Promise.resolve({ status: 200, headers: {}, body: "" })))
      .then(
        () => "answered",
        (error: Error) => error.name,
      );
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  return Object.fromEntries(codes);
}

it.each([
  ["elasticloadbalancing", "DescribeRules", 40, "ThrottlingException"],
  ["elasticloadbalancing", "ModifyRule", 20, "ThrottlingException"],
  ["elasticloadbalancing", "DeregisterTargets", 20, "ThrottlingException"],
  ["elasticloadbalancing", "CreateLoadBalancer", 10, "ThrottlingException"],
  ["ec2", "DescribeInstances", 100, "RequestLimitExceeded"],
  ["ec2", "CreateTags", 50, "RequestLimitExceeded"],
  ["monitoring", "DescribeAlarms", 9, "ThrottlingException"],
])(
  "answers %s %s as often at once as its bucket holds: %d times",
  async (service, operation, holds, code) => {
    expect(await burst(holds + 5, service, operation)).toEqual({ answered: holds, [code]: 5 });
  },
);

it("fills a bucket again by the second, up to what it holds", async () => {
  await burst(20, "elasticloadbalancing", "ModifyRule");
  now = 2_000;
  expect(await burst(7, "elasticloadbalancing", "ModifyRule")).toMatchObject({ answered: 6 });
  now = 3_600_000;
  expect(await burst(25, "elasticloadbalancing", "ModifyRule")).toMatchObject({ answered: 20 });
});

it("lets all requests of an account to load balancing share a bucket, and no other account's", async () => {
  await burst(20, "elasticloadbalancing", "ModifyRule");
  expect(await burst(25, "elasticloadbalancing", "DescribeRules")).toMatchObject({ answered: 20 });
  expect(await burst(25, "elasticloadbalancing", "DescribeRules", "2")).toEqual({ answered: 25 });
});

it("knows no limit where AWS documents none", async () => {
  expect(await burst(500, "autoscaling", "DescribeAutoScalingGroups")).toEqual({ answered: 500 });
});
