import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { ActionFailure } from "../executions";
import { POLL_MILLISECONDS, type ActionRun } from "./action";

/** Starts the state machine with the literal input and waits for its end. */
export async function runStepFunctions({ record, client, signal }: ActionRun): Promise<void> {
  const {
    StateMachineArn: stateMachineArn = "",
    ExecutionNamePrefix: prefix,
    InputType: inputType = "Literal",
    Input: input,
  } = record.resolvedConfiguration;
  if (inputType !== "Literal")
    throw new ActionFailure("ConfigurationError", `InputType must be Literal on local AWS, got ${inputType}`);
  const sfn = new SFNClient(client);
  // https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-StepFunctions.html
  await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const name = [prefix, record.actionExecutionId].filter((part) => part !== undefined).join("-");
  const { executionArn = "" } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  record.externalId = executionArn;
  record.outputVariables = { StateMachineArn: stateMachineArn, ExecutionArn: executionArn };
  for (;;) {
    await sleep(POLL_MILLISECONDS, undefined, { signal });
    const { status, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status === "RUNNING" || status === "PENDING_REDRIVE") continue;
    record.summary = `State machine execution ${status}`;
    if (status === "SUCCEEDED") return;
    const reason = [error, cause].filter((part) => part !== undefined && part !== "").join(": ");
    throw new ActionFailure("JobFailed", `State machine execution ${status}${reason && `. ${reason}`}`);
  }
}
