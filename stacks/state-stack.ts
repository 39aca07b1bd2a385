import type { Construct } from "constructs";
import { RemoteState } from "../modules/state/remote-state";
import type { Backend } from "./estate/backend";
import type { Estate } from "./estate/estate";
import { PlatformStack } from "./platform-stack";

export interface StateStackProps {
  readonly estate: Estate;
  /** What `terraform-backend.hcl` names, this stack makes. */
  readonly backend: Backend;
}

/**
 * The one stack that starts on a local backend: it makes the place where all states lie, its own too. An administrator
 * applies it, before there is any deploy role: whoever may change the bucket could open all states.
 */
export class StateStack extends PlatformStack {
  constructor(scope: Construct, id: string, props: StateStackProps) {
    const { estate, backend } = props;
    super(scope, id, { estate, place: estate.tools, appliedBy: "administrator" });
    new RemoteState(this, "state", {
      bucket: backend.bucket,
      lockTable: backend.dynamodb_table,
      keyName: backend.kms_key_id.replace(/^alias\//, ""),
      location: estate.tools,
    });
  }
}
