import { Fleet } from "../../../local/fleet/fleet";
import type { Instance } from "../../../local/fleet/instance";
import type { LocalService } from "../../../local/gateway/service";
import { Lateness } from "../../../local/time/lateness";
import { fakeAws, type FakeAws } from "../fake-context";

/** A group of one instance, as moto tells of it. */
const ANSWERS: Readonly<Record<string, string>> = {
  DescribeAutoScalingGroups:
    "<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups><member>" +
    "<AutoScalingGroupName>shop-blue</AutoScalingGroupName>" +
    "<Instances><member><InstanceId>i-1</InstanceId></member></Instances>" +
    "</member></AutoScalingGroups></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>",
};
const moto: LocalService = {
  scopes: ["autoscaling"],
  handle: ({ operation = "" }) =>
    Promise.resolve({ status: 200, headers: {}, body: ANSWERS[operation] ?? "", origin: "moto" }),
};

let aws: FakeAws;
let fleet: Fleet;

async function launched(agentUp: readonly [number, number]): Promise<Instance> {
  const lateness = new Lateness({ ranges: { agentUp } });
  aws = await fakeAws((context) => [(fleet = new Fleet(context)), moto], 1, undefined, lateness);
  jest.spyOn(aws.context, "places").mockReturnValue([{ account: "222222222222", region: "eu-west-1" }]);
  jest.spyOn(aws.context.clock, "now").mockReturnValue(1_000_000);
  const found = new Promise<Instance>((resolve) => fleet.onLaunched(resolve));
  await fleet.start();
  await fleet.refresh();
  return found;
}

afterEach(() => aws.close());

test.each([
  [90, 1_090_000],
  [Infinity, Infinity],
])("an instance's agent answers as late as AWS's do: after %d s", async (seconds, agentUpAt) => {
  expect(await launched([seconds, seconds])).toMatchObject({ id: "i-1", group: "shop-blue", agentUpAt });
});
