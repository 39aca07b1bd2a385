import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { AwsError } from "../../gateway/service";
import { type ActionRun, untilEnded } from "./action";

/** Starts the state machine with the literal input and waits for its end. */
export async function runStepFunctions(run: ActionRun): Promise<void> {
  const {
    StateMachineArn: stateMachineArn = "",
    InputType: type,
    Input: input,
    ...others
  } = run.configuration;
  const unknown = type === undefined || type === "Literal" ? Object.keys(others) : ["InputType"];
  if (unknown.length > 0)
    throw new AwsError("ConfigurationError", `local AWS starts no state machine with ${unknown.join()}`);
  const sfn = new SFNClient(run.client);
  // https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-StepFunctions.html
  await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const start = new StartExecutionCommand({ stateMachineArn, name: run.id, input });
  const { executionArn = "" } = await sfn.send(start);
  run.output.executionResult.externalExecutionId = executionArn;
  run.output.outputVariables = { StateMachineArn: stateMachineArn, ExecutionArn: executionArn };
  const { status, error, cause } = await untilEnded(async () => {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === "RUNNING" ? undefined : execution;
  }, run.signal);
  const ended = `State machine execution ${status}`;
  run.output.executionResult.externalExecutionSummary = ended;
  if (status === "SUCCEEDED") return;
  const reason = [error, cause].filter((part) => part !== undefined && part !== "").join(": ");
  throw new AwsError("JobFailed", reason === "" ? ended : `${ended}. ${reason}`);
}
