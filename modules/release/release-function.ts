import { join } from "node:path";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { LAMBDA_RUNTIME } from "./runtime";

/** Where `lambda-src/bundle.ts` puts one zip per function. */
const BUNDLES = join(__dirname, "..", "..", "dist", "lambda");

export interface ReleaseFunctionProps<Variables extends Readonly<Record<string, string>>> {
  /** Name of the function and its role. */
  readonly name: string;
  /** File of `lambda-src/functions/` that it runs. */
  readonly source: string;
  readonly description: string;
  /** Environment variables. */
  readonly variables: Variables;
  /** All that it may do, beside writing its own log. */
  readonly statements: readonly DataAwsIamPolicyDocumentStatement[];
  /** @default - outside of any VPC */
  readonly vpc?: { readonly subnetIds: string[]; readonly securityGroup: SecurityGroup };
  /** @default 30 */
  readonly timeoutSeconds?: number;
  /** @default 256 */
  readonly memoryMib?: number;
  /** @default 90 */
  readonly logRetentionDays?: number;
  /** Key of its log group. */
  readonly logKeyArn: string;
}

/** A function of the release, with a role and a log group of its own. */
export class ReleaseFunction<Variables extends Readonly<Record<string, string>>> extends Construct {
  readonly function: LambdaFunction;
  readonly role: IamRole;

  constructor(scope: Construct, id: string, props: ReleaseFunctionProps<Variables>) {
    super(scope, id);
    const { name, source, description, variables, statements, vpc, logKeyArn } = props;
    const { timeoutSeconds = 30, memoryMib = 256, logRetentionDays = 90 } = props;
    const log = new CloudwatchLogGroup(this, "log", {
      name: `/aws/lambda/${name}`,
      retentionInDays: logRetentionDays,
      kmsKeyId: logKeyArn,
    });
    const trust = new DataAwsIamPolicyDocument(this, "trust", {
      statement: [
        {
          actions: ["sts:AssumeRole"],
          principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com"] }],
        },
      ],
    });
    this.role = new IamRole(this, "role", { name, assumeRolePolicy: trust.json });
    const permissions = new DataAwsIamPolicyDocument(this, "permissions", {
      statement: [
        {
          sid: "WriteOwnLog",
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [`${log.arn}:*`],
        },
        ...(vpc === undefined ? [] : [CONNECT_TO_VPC]),
        ...statements,
      ],
    });
    const policy = new IamRolePolicy(this, "policy", {
      name: "function",
      role: this.role.name,
      policy: permissions.json,
    });
    const zip = join(BUNDLES, `${source}.zip`);
    const hash = hashOf(zip);
    const bundle = new TerraformAsset(this, "bundle", {
      path: zip,
      type: AssetType.FILE,
      assetHash: hash.toString("hex"),
    });
    this.function = new LambdaFunction(this, "function", {
      functionName: name,
      description,
      role: this.role.arn,
      runtime: LAMBDA_RUNTIME,
      architectures: ["arm64"],
      handler: "index.handler",
      filename: bundle.path,
      sourceCodeHash: hash.toString("base64"),
      timeout: timeoutSeconds,
      memorySize: memoryMib,
      environment: { variables: { ...variables, ...PATIENCE } },
      ...(vpc === undefined
        ? {}
        : { vpcConfig: { subnetIds: vpc.subnetIds, securityGroupIds: [vpc.securityGroup.id] } }),
      // Lambda makes a log group without retention at the first call, and refuses a VPC without permissions.
      dependsOn: [log, policy],
    });
  }
}

/** By their paths: all environments have the same zips. */
const hashes = new Map<string, Buffer>();

function hashOf(zip: string): Buffer {
  const hash = hashes.get(zip) ?? createHash("sha256").update(readFileSync(zip)).digest();
  hashes.set(zip, hash);
  return hash;
}

/** An account's API calls are throttled together: the SDK's own 3 attempts would take a good release back. */
const PATIENCE = { AWS_MAX_ATTEMPTS: "6" };

/** What Lambda itself needs to put a function's network interfaces into a VPC. */
const CONNECT_TO_VPC: DataAwsIamPolicyDocumentStatement = {
  sid: "ConnectToVpc",
  actions: [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
  ],
  // The interfaces do not exist yet, and Lambda checks these permissions against every resource.
  resources: ["*"],
};
