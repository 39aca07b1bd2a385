import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Construct } from "constructs";
import type { Location } from "../location";
import { LogKey } from "../security/log-key";

export interface InstanceLogProps {
  readonly location: Location;
  /** Name of the log group. */
  readonly name: string;
  /** Alias of its key, without `alias/`. */
  readonly keyName: string;
  readonly retentionDays: number;
}

/** What the instances of both colours log: their journals, which hold the application's log, and their deployments. */
export class InstanceLog extends Construct {
  readonly group: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: InstanceLogProps) {
    super(scope, id);
    const { name, location, keyName, retentionDays } = props;
    const key = new LogKey(this, "key", { location, name: keyName, groups: [name] });
    this.group = new CloudwatchLogGroup(this, "group", {
      name,
      retentionInDays: retentionDays,
      kmsKeyId: key.arn,
    });
  }
}
