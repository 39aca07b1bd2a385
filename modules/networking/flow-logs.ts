import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import type { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";
import { arn, type Location } from "../location";
import { LogKey } from "../security/log-key";
import { ServiceRole } from "../security/service-role";

export interface FlowLogsProps {
  readonly location: Location;
  /** Name of the role, and end of the log group's. */
  readonly name: string;
  readonly vpc: Vpc;
  readonly retentionDays: number;
}

/** Who spoke to whom in a network, and who was not let through: encrypted with a key of its own. */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { name, location, vpc, retentionDays } = props;
    const groupName = `/aws/vpc/${name}`;
    const key = new LogKey(this, "key", { location, name: `${name}-logs`, groups: [groupName] });
    const group = new CloudwatchLogGroup(this, "log", {
      name: groupName,
      retentionInDays: retentionDays,
      kmsKeyId: key.arn,
    });
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    const { role, policy } = new ServiceRole(this, "role", {
      name,
      service: "vpc-flow-logs.amazonaws.com",
      account: location.account,
      sourceArn: arn(location, "ec2", "vpc-flow-log/*"),
      statements: [
        {
          sid: "WriteOwnLog",
          // Without CreateLogGroup: one that the service made again would be neither encrypted nor short-lived.
          actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
          resources: [`${group.arn}:*`],
        },
        {
          sid: "FindLog",
          actions: ["logs:DescribeLogGroups"],
          // It knows no resources: it is asked for all groups whose names begin alike.
          resources: ["*"],
        },
      ],
    });
    new FlowLog(this, "flow-log", {
      vpcId: vpc.id,
      trafficType: "ALL",
      logDestination: group.arn,
      iamRoleArn: role.arn,
      tags: { Name: name },
      // It delivers as soon as it is made.
      dependsOn: [policy],
    });
  }
}
