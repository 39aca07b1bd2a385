import { Construct } from "constructs";
import type { Location } from "../location";
import { EncryptionKey } from "./encryption-key";

export interface LogKeyProps {
  readonly location: Location;
  /** Name of the alias, without `alias/`. */
  readonly name: string;
  /** How the names of the log groups begin that it encrypts. */
  readonly groups: readonly string[];
}

/** The key of a stack's log groups. */
export class LogKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: LogKeyProps) {
    super(scope, id);
    const { name, location, groups } = props;
    const key = new EncryptionKey(this, "key", {
      location,
      name,
      description: `Log groups of ${name}`,
    });
    key.allowLogs(location, groups);
    this.arn = key.arn;
  }
}
