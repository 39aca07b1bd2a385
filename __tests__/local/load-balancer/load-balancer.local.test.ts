import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  SetDesiredCapacityCommand,
} from "@aws-sdk/client-auto-scaling";
import { DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Clock } from "../../../local/clock/clock";
import type { LocalContext } from "../../../local/context";
import { Unguarded } from "../../../local/iam/unguarded";
import { Gateway } from "../../../local/gateway/gateway";
import { Upstream } from "../../../local/gateway/upstream";
import { Load } from "../../../local/demo/load/load";
import { LoadBalancer } from "../../../local/load-balancer/load-balancer";
import { Lateness } from "../../../local/time/lateness";
import { Metrics } from "../../../local/metrics/metrics";
import { Accounts } from "../../../local/moto/accounts";
import { Moto } from "../../../local/moto/moto";
import { eventually } from "./application";

jest.setTimeout(120_000);

type Colour = "blue" | "green";
const account = "222222222222";
const region = "eu-west-1";
const ami = "ami-12c6146b";

let folder: string;
let moto: Moto;
let gateway: Gateway;
let balancer: LoadBalancer;
let elb: ElasticLoadBalancingV2Client;
let autoScaling: AutoScalingClient;
let targetPort: number;
let dnsName: string;
let balancerArn: string;
let ruleArn: string;
let url: string;
let vpcId: string | undefined;
const groups = new Map<Colour, string>();
const addresses = new Map<string, string>();
const processes = new Map<string, ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-balancer-"));
  moto = new Moto({
    executable: process.env.SLIPWAY_MOTO ?? path.join(__dirname, "../../../.venv/bin/moto_server"),
    logFile: path.join(folder, "moto.log"),
  });
  await moto.start();
  const upstream = new Upstream(moto.port);
  const accounts = new Accounts(`http://127.0.0.1:${moto.port}`);
  gateway = new Gateway({
    moto: (request) => upstream.send(request),
    callerOf: (key) => accounts.callerOf(key),
    log: () => undefined,
  });
  const endpoint = `http://127.0.0.1:${await gateway.listen(0)}`;
  const clock = new Clock(10);
  const context: LocalContext = {
    endpoint,
    motoEndpoint: `http://127.0.0.1:${moto.port}`,
    clock,
    lateness: new Lateness({ strict: false }),
    folder,
    places: () => gateway.places(),
    credentials: (id) => accounts.credentials(id),
    iam: new Unguarded(accounts),
    log: () => undefined,
  };
  const fleet = { address: (instanceId: string) => addresses.get(instanceId) };
  const launchHooks = { waits: () => Promise.resolve(false) };
  balancer = new LoadBalancer(context, { fleet, launchHooks, metrics: new Metrics(clock) }, "");
  gateway.use([balancer]);
  const credentials = await accounts.credentials(account);
  elb = new ElasticLoadBalancingV2Client({ endpoint, region, credentials });
  autoScaling = new AutoScalingClient({ endpoint, region, credentials });
  targetPort = await freePort();
  await deploy(new EC2Client({ endpoint, region, credentials }));
  await scale("blue", 2);
  await scale("green", 2);
});

afterAll(async () => {
  processes.forEach((child) => child.kill("SIGKILL"));
  await balancer?.close();
  await gateway?.close();
  await moto?.close();
  await rm(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function deploy(ec2: EC2Client): Promise<void> {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const [first, second] = Subnets;
  vpcId = first?.VpcId;
  const subnets = [first?.SubnetId ?? "", second?.SubnetId ?? ""];
  const created = await elb.send(new CreateLoadBalancerCommand({ Name: "slipway-dev", Subnets: subnets }));
  balancerArn = created.LoadBalancers?.[0]?.LoadBalancerArn ?? "";
  dnsName = created.LoadBalancers?.[0]?.DNSName ?? "";
  await autoScaling.send(
    new CreateLaunchConfigurationCommand({
      LaunchConfigurationName: "lc",
      ImageId: ami,
      InstanceType: "t3.micro",
    }),
  );
  for (const colour of ["blue", "green"] as const) {
    const { TargetGroups } = await elb.send(
      new CreateTargetGroupCommand({
        Name: colour,
        Protocol: "HTTP",
        Port: targetPort,
        VpcId: vpcId,
        HealthCheckPath: "/health",
        HealthCheckIntervalSeconds: 5,
        HealthCheckTimeoutSeconds: 2,
      }),
    );
    const arn = TargetGroups?.[0]?.TargetGroupArn ?? "";
    groups.set(colour, arn);
    await autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: colour,
        LaunchConfigurationName: "lc",
        MinSize: 0,
        MaxSize: 4,
        DesiredCapacity: 0,
        VPCZoneIdentifier: subnets[0],
        TargetGroupARNs: [arn],
      }),
    );
  }
  const listener = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancerArn,
      Protocol: "HTTP",
      Port: 80,
      DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "503" } }],
    }),
  );
  const rule = await elb.send(
    new CreateRuleCommand({
      ListenerArn: listener.Listeners?.[0]?.ListenerArn,
      Priority: 100,
      Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/*"] } }],
      Actions: [forward(100, 0)],
    }),
  );
  ruleArn = rule.Rules?.[0]?.RuleArn ?? "";
  url = `http://127.0.0.1:${(await listeners())[`${dnsName.toLowerCase()}:80`]}`;
}

/** The local port of each listener, as other processes read it. */
async function listeners(): Promise<Record<string, number>> {
  return JSON.parse(await readFile(path.join(folder, "listeners.json"), "utf8")) as Record<string, number>;
}

function forward(blue: number, green: number) {
  const TargetGroups = [
    { TargetGroupArn: groups.get("blue"), Weight: blue },
    { TargetGroupArn: groups.get("green"), Weight: green },
  ];
  return { Type: "forward" as const, ForwardConfig: { TargetGroups } };
}

function shift(blue: number, green: number) {
  return elb.send(new ModifyRuleCommand({ RuleArn: ruleArn, Actions: [forward(blue, green)] }));
}

/** Every target of a colour as `id: state`. */
async function health(colour: Colour): Promise<Map<string, string>> {
  const answer = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: groups.get(colour) }));
  return new Map(
    answer.TargetHealthDescriptions?.map(({ Target, TargetHealth }) => [
      Target?.Id ?? "",
      TargetHealth?.State ?? "",
    ]),
  );
}

/** Changes a fleet's capacity and starts a process for every new instance, as the fleet does. */
async function scale(colour: Colour, capacity: number): Promise<void> {
  await autoScaling.send(
    new SetDesiredCapacityCommand({ AutoScalingGroupName: colour, DesiredCapacity: capacity }),
  );
  for (const instanceId of (await health(colour)).keys()) {
    if (addresses.has(instanceId)) continue;
    const address = `127.77.0.${addresses.size + 1}`;
    addresses.set(instanceId, address);
    const child = fork(path.join(__dirname, "target-process.js"), [address, String(targetPort), colour]);
    await new Promise((resolve) => child.once("message", resolve));
    processes.set(instanceId, child);
  }
}

async function allHealthy(colour: Colour, count: number): Promise<void> {
  await eventually(async () => {
    const states = [...(await health(colour)).values()];
    return states.filter((state) => state === "healthy").length === count;
  }, 30);
}

async function answersOf(count: number): Promise<Set<string>> {
  const answers = await Promise.all(
    Array.from({ length: count }, async () => {
      const answer = (await (await fetch(url)).json()) as { colour: string };
      return answer.colour;
    }),
  );
  return new Set(answers);
}

it("checks the targets of both colours, also at weight 0", async () => {
  await allHealthy("blue", 2);
  await allHealthy("green", 2);
  expect(await answersOf(20)).toEqual(new Set(["blue"]));
});

it("has new weights in force when ModifyRule answers", async () => {
  for (let round = 0; round < 5; round += 1) {
    await shift(0, 100);
    expect(await answersOf(10)).toEqual(new Set(["green"]));
    await shift(100, 0);
    expect(await answersOf(10)).toEqual(new Set(["blue"]));
  }
});

it("loses no request while weights shift and the old colour's processes end", async () => {
  const load = new Load({ url, requestsPerSecond: 200 });
  load.start();
  await sleep(1_000);
  await shift(80, 20);
  await sleep(1_000);
  await shift(0, 100);
  const before = await health("blue");
  for (const instanceId of before.keys()) {
    await balancer.drain(instanceId);
    processes.get(instanceId)?.kill("SIGTERM");
  }
  await sleep(1_000);
  const summary = await load.stop();
  expect(summary).toMatchObject({ failed: 0, notSent: 0, errors: {}, answered: summary.sent });
  expect(summary.sent).toBeGreaterThan(450);
  expect(Object.keys(summary.byVersion).sort()).toEqual(["v-blue", "v-green"]);
});

it("loses no request of an instance that is scaled in while it answers", async () => {
  const load = new Load({ url, requestsPerSecond: 100 });
  load.start();
  const slow = Promise.all(Array.from({ length: 4 }, async () => (await fetch(`${url}/slow`)).status));
  await sleep(100);
  const before = new Set((await health("green")).keys());
  await scale("green", 1);
  const after = await health("green");
  const [gone = ""] = [...before].filter((instanceId) => after.get(instanceId) === "draining");
  expect([...after.values()].sort()).toEqual(["draining", "healthy"]);
  await balancer.drain(gone);
  processes.get(gone)?.kill("SIGTERM");
  expect(await slow).toEqual([200, 200, 200, 200]);
  await sleep(500);
  expect(await load.stop()).toMatchObject({ failed: 0 });
});

it("closes the port of a deleted load balancer, whatever else is deleted at the same time", async () => {
  const created = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      elb.send(
        new CreateTargetGroupCommand({ Name: `extra-${index}`, Protocol: "HTTP", Port: 80, VpcId: vpcId }),
      ),
    ),
  );
  await Promise.all([
    elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: balancerArn })),
    ...created.map(({ TargetGroups }) =>
      elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: TargetGroups?.[0]?.TargetGroupArn })),
    ),
  ]);
  expect(await listeners()).toEqual({});
  await expect(fetch(url)).rejects.toThrow();
});
