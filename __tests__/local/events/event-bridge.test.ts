import { EventBridgeClient, PutRuleCommand, TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import { EventBridge } from "../../../local/events/event-bridge";
import { FakeService } from "../codepipeline/fake-peers";
import { fakeAws, type FakeAws } from "../fake-context";

let aws: FakeAws;
let moto: FakeService;
let client: EventBridgeClient;

beforeEach(async () => {
  moto = new FakeService("events", {
    PutRule: () => ({ RuleArn: "arn:aws:events:eu-west-1:222222222222:rule/r" }),
  });
  aws = await fakeAws(() => [new EventBridge(), moto]);
  client = new EventBridgeClient({ ...aws.client, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await aws.close();
});

const rule = (pattern: object) => new PutRuleCommand({ Name: "r", EventPattern: JSON.stringify(pattern) });

test("a rule whose pattern cannot be read is refused before it is kept", async () => {
  await expect(client.send(rule({ source: "aws.s3" }))).rejects.toMatchObject({
    name: "InvalidEventPatternException",
  });
  await expect(client.send(rule({ source: [{ wildcard: "aws.*" }] }))).rejects.toThrow(
    "wildcard is not simulated",
  );
  expect(moto.requests).toEqual([]);
  await client.send(rule({ source: ["aws.s3"] }));
  expect(moto.inputs("PutRule")).toHaveLength(1);
});

test("a pattern is tested on an event, which moto does not do", async () => {
  const Event = JSON.stringify({ source: "aws.s3" });
  const result = async (source: string) => {
    const EventPattern = JSON.stringify({ source: [source] });
    return (await client.send(new TestEventPatternCommand({ EventPattern, Event }))).Result;
  };
  await expect(Promise.all([result("aws.s3"), result("aws.ec2")])).resolves.toEqual([true, false]);
});
