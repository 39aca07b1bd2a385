import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Construct } from "constructs";
import { ServiceRole } from "../security/service-role";
import { releaseDefinition } from "./definition";
import type { ReleaseFlowProps } from "./flow";

export interface ReleaseMachineProps extends ReleaseFlowProps {
  readonly name: string;
  readonly account: string;
  /** @default 90 */
  readonly logRetentionDays?: number;
  /** Key of its log group. */
  readonly logKeyArn: string;
}

/** The state machine that releases one revision, with its role and its log. */
export class ReleaseMachine extends Construct {
  readonly stateMachine: SfnStateMachine;

  constructor(scope: Construct, id: string, props: ReleaseMachineProps) {
    super(scope, id);
    const { name, account, logRetentionDays = 90, logKeyArn, ...flow } = props;
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
        {
          sid: "CallOwnFunctions",
          actions: ["lambda:InvokeFunction"],
          resources: Object.values(flow.functionArns),
        },
        {
          sid: "PutWeightsBack",
          actions: ["elasticloadbalancing:ModifyRule"],
          resources: [flow.ruleArn],
        },
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
      definition: JSON.stringify(releaseDefinition(flow)),
      loggingConfiguration: { level: "ALL", includeExecutionData: true, logDestination: `${log.arn}:*` },
      tracingConfiguration: { enabled: false },
      // Step Functions tries the role's log permissions when the machine is made.
      dependsOn: [policy],
    });
  }
}
