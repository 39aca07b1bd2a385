import { AutoScaling } from "@aws-sdk/client-auto-scaling";
import { LaunchHooks } from "../../../local/auto-scaling/launch-hooks";
import type { Instance } from "../../../local/fleet/instance";
import type { LocalService } from "../../../local/gateway/service";
import { userData } from "../../../modules/blue-green/user-data";
import { LAUNCH_HOOK } from "../../../modules/blue-green/launch-hook";
import { fakeAws, type FakeAws } from "../fake-context";

const member = (id: string) =>
  `<member><InstanceId>${id}</InstanceId><LifecycleState>InService</LifecycleState></member>`;
const hook = (name: string, transition: string) =>
  `<member><LifecycleHookName>${name}</LifecycleHookName><LifecycleTransition>autoscaling:${transition}` +
  "</LifecycleTransition><HeartbeatTimeout>300</HeartbeatTimeout><DefaultResult>ABANDON</DefaultResult></member>";

/** A group of two instances and its hooks, as moto tells of them. */
const ANSWERS: Readonly<Record<string, string>> = {
  DescribeAutoScalingGroups:
    "<DescribeAutoScalingGroupsResult><AutoScalingGroups><member><AutoScalingGroupName>shop-blue</AutoScalingGroupName>" +
    `<Instances>${member("i-1")}${member("i-2")}</Instances></member></AutoScalingGroups></DescribeAutoScalingGroupsResult>`,
  DescribeLifecycleHooks:
    `<DescribeLifecycleHooksResult><LifecycleHooks>${hook(LAUNCH_HOOK, "EC2_INSTANCE_LAUNCHING")}` +
    `${hook("goodbye", "EC2_INSTANCE_TERMINATING")}</LifecycleHooks></DescribeLifecycleHooksResult>`,
};

const asked: string[] = [];
const moto: LocalService = {
  scopes: ["autoscaling"],
  handle({ operation = "", parameters }) {
    asked.push(`${operation} ${String(parameters.InstanceId)}`);
    const body = `<${operation}Response>${ANSWERS[operation] ?? ""}</${operation}Response>`;
    return Promise.resolve({ status: 200, headers: {}, body, origin: "moto" });
  },
};

const script = userData({
  region: "eu-west-1",
  port: 8080,
  autoScalingGroup: "shop-blue",
  logGroup: "/instances/shop",
  metricNamespace: "shop",
  imageIsReady: false,
  privateEndpoint: false,
  sha256: "unchecked",
});

const SPEED = 200;
let aws: FakeAws;
let client: AutoScaling;
let hooks: LaunchHooks;
let launch: (instance: Instance) => void | Promise<void>;

beforeEach(async () => {
  asked.length = 0;
  const fleet = {
    onLaunched: (listener: typeof launch) => (launch = listener),
    onTerminating: () => undefined,
    refresh: () => Promise.resolve(),
  };
  aws = await fakeAws((context) => [(hooks = new LaunchHooks(context, fleet)), moto], SPEED);
  client = new AutoScaling({ ...aws.client, maxAttempts: 1 });
});
afterEach(() => aws.close());

/** An instance whose agent answers after so many seconds. */
function launched(seconds: number, text = script): Promise<void> {
  const { credentials } = aws.client;
  const instance = {
    id: "i-1",
    group: "shop-blue",
    account: "222222222222",
    region: "eu-west-1",
    userData: text,
    agentUpAt: aws.context.clock.now() + seconds * 1000,
    credentials: () => Promise.resolve({ ...credentials, sessionToken: "test" }),
  } as Partial<Instance> as Instance;
  return Promise.resolve(launch(instance));
}

async function states(): Promise<readonly (string | undefined)[]> {
  const { AutoScalingGroups: [group] = [] } = await client.describeAutoScalingGroups({});
  return (group?.Instances ?? []).map(({ LifecycleState }) => LifecycleState);
}

test("an instance waits until its user data completes the launch hook, and is in service then", async () => {
  const done = launched(30);
  expect(await states()).toEqual(["Pending:Wait", "InService"]);
  expect(await hooks.waits("i-1")).toBe(true);
  await done;
  expect(await states()).toEqual(["InService", "InService"]);
  expect(asked.filter((call) => call.startsWith("Terminate"))).toEqual([]);
});

test.each([
  ["its agent never answers", Infinity, script],
  ["its user data says nothing", 5, "#!/bin/bash\n"],
  ["its user data names another hook", 5, script.replaceAll(LAUNCH_HOOK, "other")],
])("an instance is given up after the hook's timeout when %s", async (_, seconds, text) => {
  const before = aws.context.clock.now();
  await launched(seconds, text).catch(() => undefined);
  while (await hooks.waits("i-1")) await aws.context.clock.sleep(10_000);
  expect(aws.context.clock.now() - before).toBeGreaterThanOrEqual(300_000);
  await aws.context.clock.sleep(20_000);
  expect(asked).toContain("TerminateInstanceInAutoScalingGroup i-1");
});

test("nobody completes a hook that nobody waits for", async () => {
  const complete = client.completeLifecycleAction({
    AutoScalingGroupName: "shop-blue",
    LifecycleHookName: LAUNCH_HOOK,
    InstanceId: "i-2",
    LifecycleActionResult: "CONTINUE",
  });
  await expect(complete).rejects.toThrow("No active Lifecycle Action found with instance ID i-2");
});
