import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Construct } from "constructs";
import { ServiceRole } from "../security/service-role";
import type { Definition } from "./asl";

export interface StateMachineProps {
  /** Name of the state machine and its role. */
  readonly name: string;
  readonly account: string;
  readonly definition: Definition;
  /** All that it may do, beside delivering its own log. */
  readonly statements: readonly DataAwsIamPolicyDocumentStatement[];
  /** @default 90 */
  readonly logRetentionDays?: number;
  /** Key of its log group. */
  readonly logKeyArn: string;
}

/** A state machine, with its role and its log. */
export class StateMachine extends Construct {
  readonly stateMachine: SfnStateMachine;

  constructor(scope: Construct, id: string, props: StateMachineProps) {
    super(scope, id);
    const { name, account, definition, statements, logRetentionDays = 90, logKeyArn } = props;
    const log = new CloudwatchLogGroup(this, "log", {
      // Step Functions grows the account's one log resource policy for any other prefix, until it is full.
      name: `/aws/vendedlogs/states/${name}`,
      retentionInDays: logRetentionDays,
      kmsKeyId: logKeyArn,
    });
    const { role, policy } = new ServiceRole(this, "role", {
      name,
      service: "states.amazonaws.com",
      account,
      statements: [
        ...statements,
        {
          sid: "DeliverLog",
          actions: [
            "logs:CreateLogDelivery",
            "logs:DeleteLogDelivery",
            "logs:DescribeLogGroups",
            "logs:DescribeResourcePolicies",
            "logs:GetLogDelivery",
            "logs:ListLogDeliveries",
            "logs:PutResourcePolicy",
            "logs:UpdateLogDelivery",
          ],
          // Log deliveries know no resources.
          resources: ["*"],
        },
      ],
    });
    this.stateMachine = new SfnStateMachine(this, "state-machine", {
      name,
      type: "STANDARD",
      roleArn: role.arn,
      definition: JSON.stringify(definition),
      loggingConfiguration: { level: "ALL", includeExecutionData: true, logDestination: `${log.arn}:*` },
      tracingConfiguration: { enabled: false },
      // Step Functions tries the role's log permissions when the machine is made.
      dependsOn: [policy],
    });
  }
}
