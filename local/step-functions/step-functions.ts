import type { LocalContext } from "../context";
import { AwsError, type LocalService, type ServiceRequest, type ServiceResponse } from "../gateway/service";
import { answer } from "../models/answer";
import { Executions } from "./executions";
import { problemOf } from "./state-machine";
import { StateMachines, type Input } from "./state-machines";

type Operation = (input: Input, request: ServiceRequest) => object | Promise<object>;

/** Step Functions Standard with JSONPath, per account and region. */
export class StepFunctions implements LocalService {
  readonly scopes = ["states"];
  private readonly machines: StateMachines;
  private readonly executions: Executions;

  private readonly operations: Readonly<Record<string, Operation>> = {
    CreateStateMachine: (input, request) => this.machines.create(input, request),
    UpdateStateMachine: (input, request) => this.machines.update(input, request),
    DescribeStateMachine: (input, request) => this.machines.describe(this.machines.get(input, request)),
    DescribeStateMachineForExecution: (input, request) => {
      const { machineArn: stateMachineArn } = this.executions.get(input, request).props;
      return this.machines.describe(this.machines.get({ stateMachineArn }, request));
    },
    DeleteStateMachine: (input) => this.machines.delete(input),
    ListStateMachines: (_, request) => this.machines.list(request),
    ListStateMachineVersions: () => ({ stateMachineVersions: [] }),
    ListStateMachineAliases: () => ({ stateMachineAliases: [] }),
    ValidateStateMachineDefinition: async ({ definition }) => {
      const message = await problemOf(String(definition));
      return message
        ? { result: "FAIL", diagnostics: [{ severity: "ERROR", code: "SCHEMA_VALIDATION_FAILED", message }] }
        : { result: "OK", diagnostics: [] };
    },
    ListTagsForResource: (input, request) => this.machines.tags(input, request),
    TagResource: (input, request) => this.machines.tag(input, request),
    UntagResource: (input, request) => this.machines.untag(input, request),
    StartExecution: (input, request) => this.executions.start(input, this.machines.get(input, request)),
    StopExecution: (input, request) => this.executions.stop(input, request),
    DescribeExecution: (input, request) => this.executions.describe(input, request),
    ListExecutions: (input, request) => this.executions.list(input, this.machines.get(input, request)),
    GetExecutionHistory: (input, request) => this.executions.history(input, request),
  };

  constructor(context: LocalContext) {
    this.machines = new StateMachines(context);
    this.executions = new Executions(context);
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const operation = this.operations[request.operation ?? ""];
    if (!operation) {
      throw new AwsError("UnknownOperationException", `local AWS has no Step Functions ${request.operation}`);
    }
    return answer(request, await operation(request.parameters, request));
  }

  close(): Promise<void> {
    return this.executions.close();
  }
}
