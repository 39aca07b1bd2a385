import { EndpointPolicies } from "../../../local/iam/endpoint-policies";
import { Memory } from "../../../local/iam/memory";
import { ResourcePolicies } from "../../../local/iam/resource-policies";
import { Resources } from "../../../local/iam/resources";
import { Roles } from "../../../local/iam/roles";
import type { Ask } from "../../../local/iam/statement";
import type { LocalService } from "../../../local/gateway/service";
import { type FakeAws, fakeAws } from "../fake-context";

const account = "222222222222";
const place = { account, region: "eu-west-1" };
const document = (Sid: string) =>
  JSON.stringify({ Statement: [{ Sid, Effect: "Allow", Action: "*", Resource: "*" }] });
const encoded = (Sid: string) => encodeURIComponent(document(Sid));
const escaped = (Sid: string) => document(Sid).replaceAll('"', "&quot;");

let bucketKey: string;

/** What moto and the gateway tell, by operation: a request without an answer here fails. */
const answers: Readonly<Record<string, (body: string) => string>> = {
  DescribeInstances: () =>
    "<DescribeInstancesResponse><reservationSet><item><instancesSet><item><subnetId>subnet-1</subnetId>" +
    "</item></instancesSet></item></reservationSet></DescribeInstancesResponse>",
  DescribeRouteTables: (body) => {
    const id = body.includes("subnet-1") ? "rtb-1" : "rtb-2";
    return (
      `<DescribeRouteTablesResponse><routeTableSet><item><routeTableId>${id}</routeTableId></item></routeTableSet>` +
      "</DescribeRouteTablesResponse>"
    );
  },
  DescribeVpcEndpoints: () => {
    const endpoint = (id: string, table: string) =>
      `<item><vpcEndpointId>${id}</vpcEndpointId><policyDocument>${escaped(id)}</policyDocument>` +
      `<routeTableIdSet><item>${table}</item></routeTableIdSet></item>`;
    const both = endpoint("vpce-2", "rtb-2") + endpoint("vpce-1", "rtb-1");
    return `<DescribeVpcEndpointsResponse><vpcEndpointSet>${both}</vpcEndpointSet></DescribeVpcEndpointsResponse>`;
  },
  GetFunctionConfiguration: () => JSON.stringify({ VpcConfig: { SubnetIds: ["subnet-2"] } }),
  GetBucketPolicy: () => document("OfBucket"),
  GetKeyPolicy: () => JSON.stringify({ Policy: document("OfKey") }),
  GetPolicy: () => JSON.stringify({ Policy: document("OfFunction") }),
  GetBucketEncryption: () =>
    "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>" +
    `<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>${bucketKey}</KMSMasterKeyID>` +
    "</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>",
  GetAccountAuthorizationDetails: () => {
    const arn = (name: string) => `arn:aws:iam::${account}:policy/${name}`;
    const version = (name: string, isDefault: boolean) =>
      `<member><Document>${encoded(name)}</Document><IsDefaultVersion>${isDefault}</IsDefaultVersion></member>`;
    const policy = (name: string) =>
      `<member><Arn>${arn(name)}</Arn><PolicyVersionList>${version(`Old${name}`, false)}${version(name, true)}` +
      "</PolicyVersionList></member>";
    return (
      "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult><RoleDetailList><member>" +
      `<RoleName>reader</RoleName><Arn>arn:aws:iam::${account}:role/reader</Arn>` +
      `<AssumeRolePolicyDocument>${encoded("Trust")}</AssumeRolePolicyDocument>` +
      "<RolePolicyList><member><PolicyName>inline</PolicyName>" +
      `<PolicyDocument>${encoded("Inline")}</PolicyDocument></member></RolePolicyList>` +
      `<AttachedManagedPolicies><member><PolicyArn>${arn("Attached")}</PolicyArn></member></AttachedManagedPolicies>` +
      `<PermissionsBoundary><PermissionsBoundaryArn>${arn("Boundary")}</PermissionsBoundaryArn></PermissionsBoundary>` +
      `</member></RoleDetailList><Policies>${policy("Attached")}${policy("Boundary")}</Policies>` +
      "</GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>"
    );
  },
};

const moto: LocalService = {
  scopes: ["ec2", "iam", "kms", "lambda", "s3"],
  handle: ({ operation = "", body }) => {
    const answer = answers[operation];
    if (answer === undefined) throw new Error(`this test has no answer to ${operation}`);
    return Promise.resolve({ status: 200, headers: {}, body: answer(body.toString()), origin: "moto" });
  },
};

let aws: FakeAws;
beforeAll(async () => {
  aws = await fakeAws(() => [moto]);
});
afterAll(() => aws.close());

const sids = (policy: { readonly statements: readonly { readonly Sid?: string }[] } | undefined) =>
  policy?.statements.map(({ Sid }) => Sid);

describe("the endpoint that a request passes", () => {
  const of = (action: string, session?: string) =>
    new EndpointPolicies(new Memory(aws.context)).of(
      { action, principal: { arn: "", account, ...(session && { session }) } } as Ask,
      place.region,
    );

  test.each([
    ["an instance's", "i-1", "vpce-1"],
    ["a function's", "smoke", "vpce-2"],
  ])("to S3 is that of the route table of %s subnet", async (_whose, name, endpoint) => {
    expect(sids(await of("s3:GetObject", `arn:aws:sts::${account}:assumed-role/r/${name}`))).toEqual([
      endpoint,
    ]);
  });

  test("is none to another service, or of a service's own", async () => {
    expect(await of("kms:Decrypt", `arn:aws:sts::${account}:assumed-role/r/i-1`)).toBeUndefined();
    expect(await of("s3:GetObject")).toBeUndefined();
  });
});

describe("the policy of a resource", () => {
  const of = (resource: string) =>
    new ResourcePolicies(aws.context, new Memory(aws.context)).of(resource, place);
  const arn = (rest: string) => `arn:aws:${rest.replace(":", `:eu-west-1:${account}:`)}`;

  test.each([
    ["a bucket", "arn:aws:s3:::releases/a", ["OfBucket"]],
    ["a key", arn("kms:key/1"), ["OfKey"]],
    ["a function", arn("lambda:function:smoke"), ["OfFunction"]],
    ["an alias, which has none", arn("kms:alias/shop"), undefined],
    ["a table, which has none", arn("dynamodb:table/locks"), undefined],
  ])("is read of %s", async (_kind, resource, expected) => {
    expect(sids(await of(resource))).toEqual(expected);
  });

  test.each(["ecr", "secretsmanager", "sns", "sqs"])(
    "of %s is nothing that local AWS reads",
    async (service) => {
      await expect(of(arn(`${service}:thing`))).rejects.toThrow("does not read the policy");
    },
  );
});

test("a role has its inline and its managed policies in their default versions, and its boundary", async () => {
  const found = await new Roles(new Memory(aws.context), () => undefined).find(account, "reader");
  expect(found?.identity.map(sids)).toEqual([["Inline"], ["Attached"]]);
  expect([sids(found?.boundary), sids(found?.trust)]).toEqual([["Boundary"], ["Trust"]]);
});

test("a bucket's key must be an ARN, since nothing here finds it by less", async () => {
  const key = () => new Resources(aws.context, new Memory(aws.context)).bucketKey(place, "releases");
  bucketKey = `arn:aws:kms:eu-west-1:${account}:key/1`;
  expect(await key()).toBe(bucketKey);
  bucketKey = "alias/shop";
  await expect(key()).rejects.toThrow("must be an ARN on local AWS, got alias/shop");
});
