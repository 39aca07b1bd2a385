import { randomUUID } from "node:crypto";
import path from "node:path";
import type { LocalContext } from "../context";
import {
  AwsError,
  json,
  type LocalService,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service";
import { bundleRuntime } from "../runtime-bundle";
import { forEngine } from "./definition";
import { Execution } from "./execution";
import { defaults, newRevision, problemOf, type StateMachine, type Tag } from "./state-machine";
import { Tasks } from "./tasks";

type Input = Readonly<Record<string, unknown>>;
type Operation = (input: Input, request: ServiceRequest) => object | Promise<object>;

/** Step Functions Standard with JSONPath, per account and region. */
export class StepFunctions implements LocalService {
  readonly scopes = ["states"];
  private readonly machines = new Map<string, StateMachine>();
  private readonly executions = new Map<string, Execution>();
  private readonly tasks: Tasks;
  private engineFile: Promise<string> | undefined;

  private readonly operations: Readonly<Record<string, Operation>> = {
    CreateStateMachine: (input, request) => this.create(input, request),
    UpdateStateMachine: (input, request) => this.update(input, request),
    DescribeStateMachine: (input, request) => describeMachine(this.machine(input, request)),
    DescribeStateMachineForExecution: (input, request) => {
      const { machineArn } = this.execution(input, request).props;
      return describeMachine(this.machine({ stateMachineArn: machineArn }, request));
    },
    DeleteStateMachine: (input) => {
      this.machines.delete(String(input.stateMachineArn));
      return {};
    },
    ListStateMachines: (_, { account, region }) => ({
      stateMachines: [...this.machines.values()]
        .filter((machine) => machine.account === account && machine.region === region)
        .map(({ stateMachineArn, name, type, creationDate }) => ({
          stateMachineArn,
          name,
          type,
          creationDate,
        })),
    }),
    ListStateMachineVersions: () => ({ stateMachineVersions: [] }),
    ListStateMachineAliases: () => ({ stateMachineAliases: [] }),
    ValidateStateMachineDefinition: async ({ definition }) => {
      const message = await problemOf(String(definition));
      return message
        ? { result: "FAIL", diagnostics: [{ severity: "ERROR", code: "SCHEMA_VALIDATION_FAILED", message }] }
        : { result: "OK", diagnostics: [] };
    },
    ListTagsForResource: ({ resourceArn }, request) => ({
      tags: this.machine({ stateMachineArn: resourceArn }, request).tags,
    }),
    TagResource: ({ resourceArn, tags }, request) => {
      const machine = this.machine({ stateMachineArn: resourceArn }, request);
      return this.retag(machine, [
        ...without(
          machine.tags,
          (tags as Tag[]).map(({ key }) => key),
        ),
        ...(tags as Tag[]),
      ]);
    },
    UntagResource: ({ resourceArn, tagKeys }, request) => {
      const machine = this.machine({ stateMachineArn: resourceArn }, request);
      return this.retag(machine, without(machine.tags, tagKeys as string[]));
    },
    StartExecution: (input, request) => this.startExecution(input, request),
    StopExecution: async (input, request) => {
      const execution = this.execution(input, request);
      await execution.abort(text(input.error), text(input.cause));
      return { stopDate: execution.stopDate };
    },
    DescribeExecution: (input, request) => describeExecution(this.execution(input, request)),
    ListExecutions: (input, request) => this.listExecutions(input, request),
    GetExecutionHistory: (input, request) => {
      const { history } = this.execution(input, request);
      return { events: input.reverseOrder === true ? [...history].reverse() : history };
    },
  };

  constructor(private readonly context: LocalContext) {
    this.tasks = new Tasks(context);
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const operation = this.operations[request.operation ?? ""];
    if (!operation) {
      throw new AwsError("UnknownOperationException", `local AWS has no Step Functions ${request.operation}`);
    }
    return json(await operation(request.input, request));
  }

  async close(): Promise<void> {
    await Promise.all([...this.executions.values()].map((execution) => execution.abort()));
  }

  private async create(input: Input, { account, region }: ServiceRequest): Promise<object> {
    const name = String(input.name);
    const stateMachineArn = `arn:aws:states:${region}:${account}:stateMachine:${name}`;
    const known = this.machines.get(stateMachineArn);
    if (known && (known.definition !== input.definition || known.roleArn !== input.roleArn)) {
      throw new AwsError("StateMachineAlreadyExists", `State Machine Already Exists: '${stateMachineArn}'`);
    }
    const machine: StateMachine = known ?? {
      ...defaults,
      ...definedFields(input),
      account,
      region,
      stateMachineArn,
      name,
      definition: await valid(input.definition),
      roleArn: String(input.roleArn),
      tags: (input.tags as Tag[] | undefined) ?? [],
      creationDate: this.seconds(),
      revisionId: newRevision(),
    };
    this.machines.set(stateMachineArn, machine);
    return { stateMachineArn, creationDate: machine.creationDate };
  }

  private async update(input: Input, request: ServiceRequest): Promise<object> {
    const machine = this.machine(input, request);
    const revisionId = newRevision();
    this.machines.set(machine.stateMachineArn, {
      ...machine,
      ...definedFields(input),
      ...(input.definition === undefined ? {} : { definition: await valid(input.definition) }),
      revisionId,
    });
    return { updateDate: this.seconds(), revisionId };
  }

  private retag(machine: StateMachine, tags: readonly Tag[]): object {
    this.machines.set(machine.stateMachineArn, { ...machine, tags });
    return {};
  }

  private async startExecution(body: Input, request: ServiceRequest): Promise<object> {
    const machine = this.machine(body, request);
    const name = text(body.name) ?? randomUUID();
    const input = text(body.input) ?? "{}";
    if (!isJson(input))
      throw new AwsError("InvalidExecutionInput", `Invalid State Machine Execution Input: ${input}`);
    const arn = `${machine.stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
    const known = this.executions.get(arn);
    if (known) {
      const same = known.status === "RUNNING" && known.props.input === input;
      if (!same) throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
      return { executionArn: arn, startDate: known.startDate };
    }
    const { stateMachineArn, account, region, roleArn } = machine;
    const execution = new Execution(
      {
        arn,
        name,
        input,
        machineArn: stateMachineArn,
        machineName: machine.name,
        caller: { account, region, roleArn },
        engine: forEngine(machine.definition, this.context.clock.speed),
      },
      this.context,
      this.tasks,
    );
    this.executions.set(arn, execution);
    this.engineFile ??= bundleRuntime(path.join(__dirname, "engine", "main.ts"), this.context.folder, [
      // The engine brings them for tasks and checks that are done here.
      "@aws-sdk/client-lambda",
      "@aws-sdk/credential-providers",
      "asl-validator",
    ]);
    execution.run(await this.engineFile);
    return { executionArn: arn, startDate: execution.startDate };
  }

  private listExecutions(input: Input, request: ServiceRequest): object {
    const { stateMachineArn } = this.machine(input, request);
    const executions = [...this.executions.values()]
      .filter(
        ({ props, status }) =>
          props.machineArn === stateMachineArn && (input.statusFilter ?? status) === status,
      )
      .reverse()
      .map(({ props, status, startDate, stopDate }) => ({
        executionArn: props.arn,
        stateMachineArn,
        name: props.name,
        status,
        startDate,
        stopDate,
      }));
    return { executions: executions.slice(0, Number(input.maxResults) || 100) };
  }

  private machine(input: Input, { account }: ServiceRequest): StateMachine {
    const arn = String(input.stateMachineArn);
    const machine = this.machines.get(arn);
    if (!machine || machine.account !== account) {
      throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
    }
    return machine;
  }

  private execution(input: Input, { account }: ServiceRequest): Execution {
    const arn = String(input.executionArn);
    const execution = this.executions.get(arn);
    if (!execution || execution.props.caller.account !== account) {
      throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
    }
    return execution;
  }

  private seconds(): number {
    return Math.round(this.context.clock.now()) / 1000;
  }
}

function describeMachine(machine: StateMachine): object {
  return { ...machine, account: undefined, region: undefined, tags: undefined, status: "ACTIVE" };
}

function describeExecution({ props, status, startDate, stopDate, output, error, cause }: Execution): object {
  return {
    executionArn: props.arn,
    stateMachineArn: props.machineArn,
    name: props.name,
    status,
    startDate,
    stopDate,
    input: props.input,
    inputDetails: { included: true },
    output,
    outputDetails: output === undefined ? undefined : { included: true },
    error,
    cause,
    redriveCount: 0,
    redriveStatus: "NOT_REDRIVABLE",
  };
}

const changeable = [
  "definition",
  "roleArn",
  "type",
  "loggingConfiguration",
  "tracingConfiguration",
  "encryptionConfiguration",
];

function definedFields(input: Input): object {
  return Object.fromEntries(
    Object.entries(input).filter(
      ([name, value]) => changeable.includes(name) && value !== undefined && value !== null,
    ),
  );
}

async function valid(definition: unknown): Promise<string> {
  const problem = await problemOf(String(definition));
  if (problem) throw new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${problem}'`);
  return String(definition);
}

function without(tags: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  return tags.filter(({ key }) => !keys.includes(key));
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
