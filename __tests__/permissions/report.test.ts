import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { evaluate, type Policies } from "../../local/iam/evaluate";
import { parsePolicy, type Policy } from "../../local/iam/policy";
import { Record } from "../../local/iam/record";
import type { Ask } from "../../local/iam/statement";
import { readEvidence, type Evidence } from "./evidence";
import { report } from "./report";
import type { Reviewed } from "./reviewed";

const account = "222222222222";
const arn = `arn:aws:iam::${account}:role/reader`;
const session = `arn:aws:sts::${account}:assumed-role/reader/one`;

const policy = (name: string, ...statements: object[]): Policy =>
  parsePolicy(name, JSON.stringify({ Statement: statements }));
const trust = policy("trust", {
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { Service: "lambda.amazonaws.com" },
});
const read = (...statements: object[]) =>
  policy("read", ...statements.map((one) => ({ Effect: "Allow", ...one })));

const asks: Ask[] = [
  {
    principal: { arn: "lambda.amazonaws.com", account },
    action: "sts:AssumeRole",
    resource: arn,
    account,
    context: {},
  },
  ...["GetObject", "PutObject"].map((action) => ({
    principal: { arn, account, session },
    action: `s3:${action}`,
    resource: "arn:aws:s3:::one/key",
    account,
    context: {},
  })),
];

/** What the record keeps of a role that asked all of it, read back from its file. */
function recorded(identity: readonly Policy[], asked: readonly Ask[] = asks): Evidence {
  const folder = mkdtempSync(join(tmpdir(), "slipway-record-"));
  try {
    const file = join(folder, "deep", "decisions.jsonl");
    const record = new Record(file);
    record.role({ arn, account, trust, identity, boundary: undefined });
    for (const ask of asked) {
      const assumes = ask.action === "sts:AssumeRole";
      const policies: Policies = { identity: assumes ? [] : identity, resource: assumes ? trust : undefined };
      record.decision(arn, ask, policies, evaluate(ask, policies));
      record.decision(arn, ask, policies, evaluate(ask, policies));
    }
    return readEvidence([readFileSync(file, "utf8")]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const exact = read({
  Sid: "Exact",
  Action: ["s3:GetObject", "s3:PutObject"],
  Resource: "arn:aws:s3:::one/*",
});
const problems = (evidence: Evidence, reviewed: readonly Reviewed[] = []) =>
  report(evidence, reviewed).problems;
const unneeded = (statement: string, element: string) =>
  `reader: ${statement}: ${element} must be needed by a test, or reviewed`;

test("a role that needs all it may is proved", () => {
  const evidence = recorded([exact]);
  expect(problems(evidence)).toEqual([]);
  expect(evidence.decisions).toHaveLength(3);
  expect(report(evidence, []).table.split("\n")[2]).toMatch(
    /^\| reader +\| 2 of 2 +\| 3 of 3 +\| 0 of 0 +\| 0 of 0 +\| 0 +\|$/,
  );
});

test("an action that nothing asked for is named", () => {
  const wide = read({
    Sid: "Wide",
    Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    Resource: "*",
  });
  expect(problems(recorded([wide]))).toEqual([unneeded("read#Wide", "action s3:DeleteObject")]);
});

test("a resource that nothing asked about is named", () => {
  const Resource = ["arn:aws:s3:::one/*", "arn:aws:s3:::two/*"];
  const wide = read({ Action: ["s3:GetObject", "s3:PutObject"], Resource });
  expect(problems(recorded([wide]))).toEqual([unneeded("read#0", "resource arn:aws:s3:::two/*")]);
});

test("of two statements that allow the same neither is needed", () => {
  const twice = read(
    { Action: "s3:GetObject", Resource: "*" },
    { Action: ["s3:GetObject", "s3:PutObject"], Resource: "*" },
  );
  expect(problems(recorded([twice]))).toEqual([
    unneeded("read#0", "action s3:GetObject"),
    unneeded("read#1", "action s3:GetObject"),
  ]);
});

describe("a condition", () => {
  const conditioned = (Condition: object) =>
    read({ Sid: "If", Action: ["s3:GetObject", "s3:PutObject"], Resource: "*", Condition });
  const within = (context: Ask["context"]) => asks.map((ask) => ({ ...ask, context }));
  const template = "arn:aws:ec2:eu-west-1:222222222222:launch-template/lt-1";

  test.each<[string, object, Ask["context"]]>([
    [
      "another template",
      { ArnEquals: { "ec2:LaunchTemplate": template } },
      { "ec2:LaunchTemplate": template },
    ],
    [
      "another account's template",
      { ArnLike: { "ec2:LaunchTemplate": "arn:aws:ec2:*:222222222222:launch-template/*" } },
      { "ec2:LaunchTemplate": template },
    ],
    [
      "another service",
      { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
      { "iam:PassedToService": "ec2.amazonaws.com" },
    ],
    ["plain HTTP", { Bool: { "aws:SecureTransport": "true" } }, { "aws:SecureTransport": "true" }],
  ])("that refuses %s is proved", (_neighbour, condition, context) => {
    expect(problems(recorded([conditioned(condition)], within(context)))).toEqual([]);
  });

  test("that refuses nothing is named", () => {
    const condition = { StringLike: { "iam:PassedToService": "*" } };
    expect(
      problems(recorded([conditioned(condition)], within({ "iam:PassedToService": "ec2.amazonaws.com" }))),
    ).toEqual([unneeded("read#If", "condition iam:PassedToService")]);
  });

  test("of a denial is proved by a request that it would refuse", () => {
    const deny = {
      Sid: "Tls",
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    const evidence = recorded([exact, policy("tls", deny)], within({ "aws:SecureTransport": "true" }));
    expect(problems(evidence)).toEqual([]);
    expect(report(evidence, []).table).toMatch(/\| 1 of 1 +\| 0 +\|/);
  });
});

test("trust that nobody used is named", () => {
  expect(problems(recorded([exact], asks.slice(1)))).toEqual([unneeded("trust#0", "action sts:AssumeRole")]);
});

test("a role that nobody took is named with all that it may", () => {
  expect(problems({ ...recorded([exact]), decisions: [] })).toHaveLength(3);
});

test("a refused request is a problem, and needs nothing", () => {
  const [assume, get] = asks;
  const less = read({ Action: ["s3:PutObject"], Resource: "*" });
  expect(
    problems(
      recorded(
        [less],
        [assume, get].flatMap((ask) => ask ?? []),
      ),
    ),
  ).toEqual([
    unneeded("read#0", "action s3:PutObject"),
    `${arn}: was refused s3:GetObject on arn:aws:s3:::one/key`,
  ]);
});

test("a refusal that a test brings about is none, and a neighbour's is", () => {
  const less = read({ Action: ["s3:PutObject"], Resource: "*" });
  const evidence = recorded([less], asks.slice(0, 2));
  const refusal = { role: arn, action: "s3:GetObject", reason: "a test asks for it" };
  const refused = (action: string) =>
    report(evidence, [], [{ ...refusal, action }]).problems.filter((it) => it.includes("was refused"));
  expect(refused("s3:GetObject")).toEqual([]);
  expect(refused("s3:PutObject")).toHaveLength(1);
});

test("a refusal of what is allowed later, as of a role that is new, is none, and of its neighbour is one", () => {
  const both = [
    { file: [policy("empty")], resource: "arn:aws:s3:::one/key" },
    { file: [policy("empty")], resource: "arn:aws:s3:::two/key" },
    { file: [exact], resource: "arn:aws:s3:::one/key" },
  ].map(({ file, resource }) =>
    recorded(
      file,
      asks.slice(1, 2).map((ask) => ({ ...ask, resource })),
    ),
  );
  const evidence: Evidence = {
    deployed: both.flatMap(({ deployed }) => deployed),
    decisions: both.flatMap(({ decisions }) => decisions),
  };
  expect(problems(evidence).filter((it) => it.includes("was refused"))).toEqual([
    `${arn}: was refused s3:GetObject on arn:aws:s3:::two/key`,
  ]);
});

test("what each permission was needed for is told, or why it stays", () => {
  const wide = read({
    Sid: "Wide",
    Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    Resource: "*",
  });
  const entry = {
    role: "reader",
    statement: "read#Wide",
    value: "s3:Delete*",
    reason: "later",
    source: "a page",
  };
  const lines = report(recorded([wide]), [entry])
    .details.split("\n")
    .map((line) => line.replace(/ +/g, " "));
  expect(lines).toContain(
    "| reader | read#Wide | action s3:PutObject | s3:PutObject on arn:aws:s3:::one/key |",
  );
  expect(lines).toContain("| reader | read#Wide | action s3:DeleteObject | nothing; later (a page) |");
});

test("no record proves nothing, and that is all there is to say", () => {
  const entry = { role: "*", statement: "*", value: "*", reason: "", source: "" };
  expect(problems(readEvidence([]), [entry])).toEqual([
    "dist/decisions must hold what the release suite recorded, got nothing: make test writes it",
  ]);
});

describe("the reviewed list", () => {
  const wide = read({
    Sid: "Wide",
    Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    Resource: "*",
  });
  const entry = { role: "reader", statement: "read#Wide", value: "s3:Delete*", reason: "", source: "" };

  test("excuses what it names", () => {
    expect(problems(recorded([wide]), [entry])).toEqual([]);
  });

  test.each([
    ["role", "writer"],
    ["statement", "read#Other"],
    ["value", "s3:GetObject"],
  ])("excuses no other %s, and has no entry that is not needed", (field, other) => {
    expect(problems(recorded([wide]), [{ ...entry, [field]: other }])).toHaveLength(2);
  });
});
