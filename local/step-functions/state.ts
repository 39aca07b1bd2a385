import type { DescribeStateMachineOutput, Tag } from "@aws-sdk/client-sfn";
import type { Place } from "../context";
import type { Given } from "../gateway/operations";
import { AwsError } from "../gateway/service";
import type { Execution } from "./execution";

export interface StateMachine {
  /** As `DescribeStateMachine` tells it. */
  readonly told: Given<DescribeStateMachineOutput>;
  tags: Tag[];
}

/** Everything that Step Functions holds in one account and region, by ARN. */
export class StepFunctionsState {
  readonly machines = new Map<string, StateMachine>();
  readonly executions = new Map<string, Execution>();

  constructor(readonly place: Place) {}

  arn(resource: string): string {
    return `arn:aws:states:${this.place.region}:${this.place.account}:${resource}`;
  }

  machine(arn: string): StateMachine {
    const found = this.machines.get(checked(arn));
    if (found) return found;
    throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  }

  execution(arn: string): Execution {
    const found = this.executions.get(checked(arn));
    if (found) return found;
    throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
  }
}

function checked(arn: string): string {
  if (arn.startsWith("arn:")) return arn;
  throw new AwsError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
}
