import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { Context } from "../condition";
import type { Members } from "../reference";
import type { Operation } from "../request";
import type { Requirement } from "../requirement";
import type { Deployed } from "../resources";

const rule = z.strictObject({
  source: z.url(),
  open: z.literal(true).optional(),
  action: z.string().optional(),
  versionAction: z.string().optional(),
  members: z.record(z.string(), z.string()).optional(),
  resources: z.array(z.string()).optional(),
  linkedRole: z.string().optional(),
  passes: z.string().optional(),
});
export type Rule = z.infer<typeof rule>;

/** What the input alone tells, by service and operation. */
export const rules: Readonly<Record<string, Readonly<Record<string, Rule>>>> = z
  .record(z.string(), z.record(z.string(), rule))
  .parse(parse(readFileSync(path.join(__dirname, "rules.yaml"), "utf8")));

/** Members of a service's inputs that hold a variable of its ARNs under another name than its own. */
export const members: Readonly<Record<string, Members>> = {
  autoscaling: { GroupFriendlyName: "AutoScalingGroupName" },
  codebuild: { ProjectName: ["names", "name"] },
  codepipeline: { PipelineName: ["name", "pipeline.name"] },
  ec2: {
    RouteTableId: ["AddRouteTableIds", "RemoveRouteTableIds"],
    SecurityGroupId: "GroupId",
    SecurityGroupRuleId: "SecurityGroupRules.SecurityGroupRuleId",
  },
  iam: { InstanceProfileNameWithPath: "InstanceProfileName", RoleNameWithPath: "RoleName" },
  s3: { BucketName: "Bucket", ObjectName: "Key" },
  states: { StateMachineName: "name" },
};

/** What is found out otherwise: in the deployed resources, or by a form of the input. */
export interface Finding {
  readonly resources?: (
    operation: Operation,
    deployed: Deployed,
  ) => readonly string[] | Promise<readonly string[]>;
  readonly context?: (parameters: Operation["parameters"]) => Context;
  /** What AWS asks on the way. */
  readonly also?: (
    operation: Operation,
    deployed: Deployed,
  ) => readonly Requirement[] | Promise<readonly Requirement[]>;
}

export type Findings = Readonly<Record<string, Finding>>;
