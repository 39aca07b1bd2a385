import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Construct } from "constructs";
import { arn, type Location } from "../location";
import { rolesOf } from "../security/role-principals";

export interface StarterRoleProps {
  readonly location: Location;
  readonly name: string;
  /** The pipeline's role, of another account. */
  readonly pipelineRoleArn: string;
  readonly stateMachine: SfnStateMachine;
  readonly stateMachineName: string;
}

/**
 * What the pipeline may do here: start a release and follow it. Not redrive one: that would resume a
 * canary that has lost its lock.
 */
export class StarterRole extends Construct {
  readonly role: IamRole;

  constructor(scope: Construct, id: string, props: StarterRoleProps) {
    super(scope, id);
    const { name, location, pipelineRoleArn, stateMachine, stateMachineName } = props;
    const trust = new DataAwsIamPolicyDocument(this, "trust", {
      statement: [{ actions: ["sts:AssumeRole"], ...rolesOf([pipelineRoleArn]) }],
    });
    this.role = new IamRole(this, "role", { name, assumeRolePolicy: trust.json });
    const permissions = new DataAwsIamPolicyDocument(this, "permissions", {
      statement: [
        {
          sid: "StartReleases",
          actions: ["states:DescribeStateMachine", "states:StartExecution"],
          resources: [stateMachine.arn],
        },
        {
          sid: "FollowReleases",
          actions: ["states:DescribeExecution"],
          resources: [arn(location, "states", `execution:${stateMachineName}:*`)],
        },
      ],
    });
    new IamRolePolicy(this, "policy", {
      name: "start-releases",
      role: this.role.name,
      policy: permissions.json,
    });
  }
}
