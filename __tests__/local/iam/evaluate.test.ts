import { evaluate, type Policies } from "../../../local/iam/evaluate";
import { parsePolicy, type Policy } from "../../../local/iam/policy";
import type { Ask } from "../../../local/iam/statement";

const account = "222222222222";
const other = "333333333333";
const role = `arn:aws:iam::${account}:role/reader`;
const session = `arn:aws:sts::${account}:assumed-role/reader/one`;
const key = `arn:aws:kms:eu-west-1:${account}:key/1`;

const get: Ask = {
  principal: { arn: role, account, session },
  action: "s3:GetObject",
  resource: "arn:aws:s3:::bucket/releases/a.zip",
  account,
  context: { "aws:PrincipalArn": role, "aws:PrincipalAccount": account, "aws:SecureTransport": "true" },
};
const decrypt: Ask = { ...get, action: "kms:Decrypt", resource: key };
const assume: Ask = { ...get, action: "sts:AssumeRole", resource: `arn:aws:iam::${account}:role/starter` };
const byService: Ask = {
  ...assume,
  principal: { arn: "states.amazonaws.com", account },
  context: {
    "aws:SourceAccount": account,
    "aws:SourceArn": "arn:aws:states:eu-west-1:222222222222:stateMachine:a",
  },
};

const policy = (...statements: object[]): Policy =>
  parsePolicy("policy", JSON.stringify({ Version: "2012-10-17", Statement: statements }));
const allow = (more: object = {}) => ({ Effect: "Allow", Action: "*", Resource: "*", ...more });
const deny = (more: object = {}) => ({ ...allow(more), Effect: "Deny" });
const root = { AWS: `arn:aws:iam::${account}:root` };
const all = { identity: [policy(allow())] };
const nothing = { identity: [] };

type Case = readonly [title: string, ask: Ask, policies: Policies, reason: string];
const allowed = "";
const no = (kind: string, action = "s3:GetObject") => `because no ${kind} allows the ${action} action`;
const denied = (kind: string) => `with an explicit deny in ${kind}`;

describe("who decides", () => {
  const cases: readonly Case[] = [
    ["nothing is allowed by default", get, nothing, no("identity-based policy")],
    ["an identity policy allows", get, all, allowed],
    ["one of several is enough", get, { identity: [policy(), policy(allow())] }, allowed],
    [
      "a resource's policy alone allows its own account's role",
      get,
      { ...nothing, resource: policy(allow({ Principal: { AWS: role } })) },
      allowed,
    ],
    [
      "a service has no policy of its own, in another account neither",
      { ...get, principal: { arn: "cloudtrail.amazonaws.com", account: other } },
      { ...nothing, resource: policy(allow({ Principal: { Service: "cloudtrail.amazonaws.com" } })) },
      allowed,
    ],
    [
      "a resource's policy may name the session",
      get,
      { ...nothing, resource: policy(allow({ Principal: { AWS: session } })) },
      allowed,
    ],
    [
      "a resource's policy may name everybody",
      get,
      { ...nothing, resource: policy(allow({ Principal: { AWS: "*" } })) },
      allowed,
    ],
    [
      "a resource's policy that names the account leaves it to the account",
      get,
      { ...nothing, resource: policy(allow({ Principal: root })) },
      no("identity-based policy"),
    ],
    [
      "a resource's policy names another role",
      get,
      { ...nothing, resource: policy(allow({ Principal: { AWS: `${role}-2` } })) },
      no("identity-based policy"),
    ],
    [
      "an explicit deny of the identity wins",
      get,
      { identity: [policy(allow()), policy(deny())] },
      denied("an identity-based policy"),
    ],
    [
      "an explicit deny of the resource wins",
      get,
      { ...all, resource: policy(deny({ Principal: "*" })) },
      denied("a resource-based policy"),
    ],
    [
      "a deny of the resource that names the account reaches its roles",
      get,
      { ...all, resource: policy(deny({ Principal: root })) },
      denied("a resource-based policy"),
    ],
    [
      "a deny of the resource that names another account does not",
      get,
      { ...all, resource: policy(deny({ Principal: { AWS: other } })) },
      allowed,
    ],
    [
      "a boundary limits",
      get,
      { ...all, boundary: policy(allow({ Action: "ec2:*" })) },
      no("permissions boundary"),
    ],
    [
      "a boundary grants nothing",
      get,
      { ...nothing, boundary: policy(allow()) },
      no("identity-based policy"),
    ],
    [
      "a boundary's deny wins",
      get,
      { ...all, boundary: policy(allow(), deny()) },
      denied("a permissions boundary"),
    ],
    [
      "a boundary limits what a resource gives the role",
      get,
      { ...nothing, boundary: policy(), resource: policy(allow({ Principal: { AWS: role } })) },
      no("permissions boundary"),
    ],
    [
      "a boundary does not limit what a resource gives the session",
      get,
      { ...nothing, boundary: policy(), resource: policy(allow({ Principal: { AWS: session } })) },
      allowed,
    ],
    [
      "an endpoint limits",
      get,
      { ...all, endpoint: policy(allow({ Action: "ec2:*", Principal: "*" })) },
      no("VPC endpoint policy"),
    ],
    [
      "an endpoint that lets others through does not let this one",
      get,
      { ...all, endpoint: policy(allow({ Principal: { AWS: other } })) },
      no("VPC endpoint policy"),
    ],
    [
      "an endpoint's deny wins",
      get,
      { ...all, endpoint: policy(allow({ Principal: "*" }), deny({ Principal: "*" })) },
      denied("a VPC endpoint policy"),
    ],
    [
      "an endpoint grants nothing",
      get,
      { ...nothing, endpoint: policy(allow({ Principal: "*" })) },
      no("identity-based policy"),
    ],
  ];
  test.each(cases)("%s", (_title, ask, policies, reason) => {
    expect(evaluate(ask, policies)).toMatchObject({ allowed: reason === "", reason });
  });
});

describe("another account's resource", () => {
  const far = { ...get, account: other };
  const cases: readonly Case[] = [
    ["is closed to the identity alone", far, all, no("resource-based policy")],
    [
      "is closed to its own policy alone",
      far,
      { ...nothing, resource: policy(allow({ Principal: { AWS: role } })) },
      no("identity-based policy"),
    ],
    [
      "opens when both allow",
      far,
      { ...all, resource: policy(allow({ Principal: { AWS: role } })) },
      allowed,
    ],
    [
      "opens when it names the account and the identity allows",
      far,
      { ...all, resource: policy(allow({ Principal: root })) },
      allowed,
    ],
    [
      "opens when it names the account by its number and the identity allows",
      far,
      { ...all, resource: policy(allow({ Principal: { AWS: account } })) },
      allowed,
    ],
    [
      "stays closed to another account",
      far,
      { ...all, resource: policy(allow({ Principal: { AWS: other } })) },
      no("resource-based policy"),
    ],
  ];
  test.each(cases)("%s", (_title, ask, policies, reason) => {
    expect(evaluate(ask, policies)).toMatchObject({ allowed: reason === "", reason });
  });
});

describe("a key", () => {
  const closed = no("resource-based policy", "kms:Decrypt");
  const cases: readonly Case[] = [
    ["is closed to its own account's identities without its policy", decrypt, all, closed],
    [
      "has no policy while it is only being made",
      { ...decrypt, resource: `arn:aws:kms:eu-west-1:${account}:key/*` },
      all,
      allowed,
    ],
    [
      "'s alias has no policy of its own",
      { ...decrypt, action: "kms:CreateAlias", resource: `arn:aws:kms:eu-west-1:${account}:alias/shop` },
      all,
      allowed,
    ],
    [
      "is closed when its policy names others",
      decrypt,
      { ...all, resource: policy(allow({ Principal: { AWS: other } })) },
      closed,
    ],
    [
      "opens to identities when its policy names the account",
      decrypt,
      { ...all, resource: policy(allow({ Principal: root })) },
      allowed,
    ],
    [
      "that names the account still needs the identity",
      decrypt,
      { ...nothing, resource: policy(allow({ Principal: root })) },
      no("identity-based policy", "kms:Decrypt"),
    ],
    [
      "that names the role needs no identity policy",
      decrypt,
      { ...nothing, resource: policy(allow({ Principal: { AWS: role } })) },
      allowed,
    ],
    [
      "of another account needs both",
      { ...decrypt, account: other },
      { ...nothing, resource: policy(allow({ Principal: { AWS: role } })) },
      no("identity-based policy", "kms:Decrypt"),
    ],
  ];
  test.each(cases)("%s", (_title, ask, policies, reason) => {
    expect(evaluate(ask, policies)).toMatchObject({ allowed: reason === "", reason });
  });
});

describe("a role", () => {
  const trust = (more: object) => ({
    resource: policy({ Effect: "Allow", Action: "sts:AssumeRole", ...more }),
  });
  const closed = no("role trust policy", "sts:AssumeRole");
  const states = { Service: "states.amazonaws.com" };
  const cases: readonly Case[] = [
    [
      "is closed to whoever it does not trust",
      assume,
      { ...all, ...trust({ Principal: { AWS: other } }) },
      closed,
    ],
    [
      "opens to a role that it names",
      assume,
      { ...nothing, ...trust({ Principal: { AWS: role } }) },
      allowed,
    ],
    [
      "that trusts the account needs the identity",
      assume,
      { ...nothing, ...trust({ Principal: root }) },
      no("identity-based policy", "sts:AssumeRole"),
    ],
    [
      "that trusts the account opens to an identity that may",
      assume,
      { ...all, ...trust({ Principal: root }) },
      allowed,
    ],
    [
      "that denies wins",
      assume,
      { ...all, resource: policy(deny({ Principal: "*" })) },
      denied("a role trust policy"),
    ],
    ["that does not exist is closed", assume, all, closed],
    [
      "opens to a service that it trusts",
      byService,
      { ...nothing, ...trust({ Principal: states }) },
      allowed,
    ],
    [
      "is closed to another service",
      byService,
      { ...nothing, ...trust({ Principal: { Service: "lambda.amazonaws.com" } }) },
      closed,
    ],
    [
      "is closed to a service that it does not trust, whatever an identity may",
      byService,
      { ...all, ...trust({ Principal: { AWS: role } }) },
      closed,
    ],
    [
      "is closed to a service when it trusts the account",
      byService,
      { ...nothing, ...trust({ Principal: root }) },
      closed,
    ],
    [
      "is closed to a role when it trusts a service",
      assume,
      { ...all, ...trust({ Principal: states }) },
      closed,
    ],
    [
      "opens on behalf of its account",
      byService,
      {
        ...nothing,
        ...trust({ Principal: states, Condition: { StringEquals: { "aws:SourceAccount": account } } }),
      },
      allowed,
    ],
    [
      "is closed on behalf of another account",
      byService,
      {
        ...nothing,
        ...trust({ Principal: states, Condition: { StringEquals: { "aws:SourceAccount": other } } }),
      },
      closed,
    ],
    [
      "is closed on behalf of another resource",
      byService,
      {
        ...nothing,
        ...trust({
          Principal: states,
          Condition: { ArnLike: { "aws:SourceArn": "arn:aws:states:*:*:stateMachine:b" } },
        }),
      },
      closed,
    ],
  ];
  test.each(cases)("%s", (_title, ask, policies, reason) => {
    expect(evaluate(ask, policies)).toMatchObject({ allowed: reason === "", reason });
  });
});

describe("what a statement speaks of", () => {
  const cases: readonly (readonly [title: string, statement: object, applies: boolean])[] = [
    ["the action", { Action: "s3:GetObject" }, true],
    ["another action", { Action: "s3:GetObjectVersion" }, false],
    ["the action in another case", { Action: "S3:getobject" }, true],
    ["actions by wildcard", { Action: ["ec2:*", "s3:Get*"] }, true],
    ["actions by one character", { Action: "s3:GetObjec?" }, true],
    ["all actions but others", { Action: undefined, NotAction: "ec2:*" }, true],
    ["no action at all", { Action: undefined }, false],
    ["all actions but this", { Action: undefined, NotAction: "s3:Get*" }, false],
    ["the resource", { Resource: "arn:aws:s3:::bucket/releases/a.zip" }, true],
    ["a resource of another case", { Resource: "arn:aws:s3:::bucket/Releases/a.zip" }, false],
    ["a neighbour", { Resource: "arn:aws:s3:::bucket-2/releases/*" }, false],
    ["resources by wildcard", { Resource: ["arn:aws:ec2:*", "arn:aws:s3:::bucket/releases/*"] }, true],
    ["a resource with too few parts", { Resource: "arn:aws:s3" }, false],
    ["a wildcard that would have to cross a colon", { Resource: "arn:aws:s3*/a.zip" }, false],
    ["a dot that is no wildcard", { Resource: "arn:aws:s3:::bucket/releases/aXzip" }, false],
    ["all resources but others", { Resource: undefined, NotResource: "arn:aws:s3:::bucket/other/*" }, true],
    ["all resources but this", { Resource: undefined, NotResource: "arn:aws:s3:::bucket/releases/*" }, false],
    ["a resource by a variable", { Resource: "arn:aws:s3:::bucket/*${aws:SecureTransport}*" }, false],
    ["a condition that is met", { Condition: { Bool: { "aws:SecureTransport": "true" } } }, true],
    ["a condition that is not", { Condition: { Bool: { "aws:SecureTransport": "false" } } }, false],
  ];
  test.each(cases)("%s: %j", (_title, statement, applies) => {
    expect(evaluate(get, { identity: [policy(allow(statement))] }).allowed).toBe(applies);
  });

  test("only `*` where an action knows no resource", () => {
    const describe = { ...get, action: "ec2:DescribeInstances", resource: "*" };
    expect(evaluate(describe, { identity: [policy(allow({ Resource: "arn:aws:ec2:*:*:*" }))] }).allowed).toBe(
      false,
    );
    expect(evaluate(describe, all).allowed).toBe(true);
  });

  test("names the statements that allow, by Sid or place", () => {
    const statements = [allow({ Sid: "Read" }), allow({ Action: "ec2:*" }), allow(), allow({ Sid: "" })];
    const { by } = evaluate(get, { identity: [policy(...statements)] });
    expect(by).toEqual(["policy#Read", "policy#2", "policy#3"]);
  });

  test("names the statements of both sides where both must allow", () => {
    const given = { name: "bucket", statements: policy(allow({ Principal: root })).statements };
    const { by } = evaluate({ ...get, account: other }, { ...all, resource: given });
    expect(by).toEqual(["policy#0", "bucket#0"]);
  });
});

describe("what is not known throws, whatever it would decide", () => {
  const cases: readonly (readonly [string, object])[] = [
    ["the element NotPrincipal", { NotPrincipal: "*" }],
    ["the condition operator DateLessThan", { Condition: { DateLessThan: { "aws:SecureTransport": "1" } } }],
    ["the condition key aws:username", { Condition: { StringNotEquals: { "aws:username": "x" } } }],
    ["the principal type Federated", { Principal: { Federated: "x" } }],
    ["the condition key aws:userid", { Resource: "arn:aws:s3:::bucket/${aws:userid}" }],
    ["the policy variable ${*}", { Resource: "arn:aws:s3:::bucket/${*}" }],
    ["the policy variable ${?}", { Resource: "arn:aws:s3:::bucket/${?}" }],
    ["the policy variable ${$}", { Resource: "arn:aws:s3:::bucket/${$}" }],
  ];
  test.each(cases)("%s", (what, statement) => {
    expect(() => evaluate(get, { ...all, resource: policy(allow(statement)) })).toThrow(what);
  });
});
