import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";

export interface LockTableProps {
  readonly name: string;
  /** Whether Terraform refuses to destroy it: nothing else knows which release is the good one. */
  readonly preventDestroy: boolean;
}

/** What an environment remembers between releases, in one item: the lock, the last success, suspended processes. */
export class LockTable extends Construct {
  readonly table: DynamodbTable;

  constructor(scope: Construct, id: string, props: LockTableProps) {
    super(scope, id);
    const { name, preventDestroy } = props;
    this.table = new DynamodbTable(this, "table", {
      name,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attribute: [{ name: "id", type: "S" }],
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true },
      ...(preventDestroy && { lifecycle: { preventDestroy } }),
    });
  }
}
