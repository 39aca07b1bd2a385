import { Decider, type Sources } from "../../../local/iam/decider";
import { parsePolicy, type Policy } from "../../../local/iam/policy";
import type { DeployedRole } from "../../../local/iam/roles";
import type { Ask } from "../../../local/iam/statement";

const [account, tools] = ["222222222222", "111111111111"];
const place = { account, region: "eu-west-1" };
const arn = `arn:aws:iam::${account}:role/reader`;
const s3 = { service: "s3", headers: {} };

const allowing = (name: string, Action = "*"): Policy =>
  parsePolicy(
    name,
    JSON.stringify({ Statement: { Effect: "Allow", Principal: "*", Action, Resource: "*" } }),
  );

let role: DeployedRole;
let asked: Ask[];
let policiesAskedIn: string[];
let decider: Decider;

beforeEach(() => {
  const trust = allowing("trust", "sts:AssumeRole");
  role = { arn, account, trust, identity: [allowing("own")], boundary: undefined };
  asked = [];
  policiesAskedIn = [];
  const sources = {
    roles: { find: () => Promise.resolve(role) },
    policies: {
      of: (_resource: string, owner: { readonly account: string }) => {
        policiesAskedIn.push(owner.account);
        return Promise.resolve(allowing("resource"));
      },
    },
    endpoints: { of: () => Promise.resolve(undefined) },
    // All that the decider itself asks of them.
    resources: {
      bucketOwner: (bucket: string) => Promise.resolve(bucket === "artifacts" ? tools : undefined),
    } as Sources["resources"],
  };
  decider = new Decider(sources, { decision: (_role, ask) => asked.push(ask) });
});

async function ask(action: string, resource: string, owner?: string): Promise<Ask | undefined> {
  const caller = await decider.callerOf(account, "reader", "one");
  await decider.require(caller, { action, resource, ...(owner && { account: owner }) }, place, s3);
  return asked.at(-1);
}

test.each([
  ["a bucket is its maker's", "s3:GetObject", "arn:aws:s3:::artifacts/a", tools],
  ["a bucket that nobody has made is the caller's", "s3:GetObject", "arn:aws:s3:::none/a", account],
  ["a key is its ARN's account's", "kms:Decrypt", `arn:aws:kms:eu-west-1:${tools}:key/1`, tools],
  ["what AWS publishes is the caller's", "ec2:RunInstances", "arn:aws:ec2:eu-west-1::image/*", account],
  ["what has no ARN is the caller's", "ec2:DescribeVpcs", "*", account],
])("%s, and its owner is asked for its policy", async (_title, action, resource, owner) => {
  const { account: found, context } = (await ask(action, resource)) ?? {};
  expect([found, context?.["aws:ResourceAccount"]]).toEqual([owner, owner]);
  expect(policiesAskedIn).toEqual([owner]);
});

test("an owner that the requirement knows counts", async () => {
  expect(await ask("kms:Decrypt", `arn:aws:kms:eu-west-1:${tools}:key/1`, account)).toMatchObject({
    account,
  });
});

test("a role's request tells who asks where, and by TLS", async () => {
  expect((await ask("s3:GetObject", "arn:aws:s3:::artifacts/a"))?.context).toEqual({
    "aws:SecureTransport": "true",
    "aws:RequestedRegion": "eu-west-1",
    "aws:ResourceAccount": tools,
    "aws:PrincipalArn": arn,
    "aws:PrincipalAccount": account,
  });
});

test("a service's has no principal's keys", async () => {
  const service = { principal: { arn: "lambda.amazonaws.com", account } };
  await decider.require(service, { action: "sts:AssumeRole", resource: arn }, place, s3);
  expect(Object.keys(asked[0]?.context ?? {}).filter((key) => key.startsWith("aws:Principal"))).toEqual([]);
});

test("a role's boundary decides with it", async () => {
  role = { ...role, boundary: allowing("boundary", "ec2:*") };
  await expect(ask("s3:GetObject", "arn:aws:s3:::artifacts/a")).rejects.toThrow(
    "because no permissions boundary allows",
  );
});
