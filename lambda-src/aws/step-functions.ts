import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from "@aws-sdk/client-sfn";
import type { Executions } from "../model/ports";

export class StateMachineExecutions implements Executions {
  constructor(private readonly client: SFNClient) {}

  async status(arn: string): Promise<string> {
    try {
      const { status } = await this.client.send(new DescribeExecutionCommand({ executionArn: arn }));
      return status ?? "unknown";
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return "GONE";
      throw error;
    }
  }
}
