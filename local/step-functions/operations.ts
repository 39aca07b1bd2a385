import { randomUUID } from "node:crypto";
import type { LoggingConfiguration, SFN } from "@aws-sdk/client-sfn";
import type { LocalContext } from "../context";
import type { Operations } from "../gateway/operations";
import { AwsError } from "../gateway/service";
import { refusedAs } from "../iam/refusal";
import { deliverExecutionLog } from "../iam/service-actions";
import { problemOf } from "./definition";
import { Execution } from "./execution";
import type { StateMachine, StepFunctionsState } from "./state";
import { sessionOf } from "./tasks";

export function stepFunctionsOperations(state: StepFunctionsState, context: LocalContext) {
  const now = () => new Date(context.clock.now());

  /** Step Functions tries what the role may when a machine gets it or its log. */
  async function tryRole(arn: string, roleArn: string, log: LoggingConfiguration): Promise<void> {
    const session = sessionOf(arn);
    // https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
    const refused = (message: string) => refusedAs(new AwsError("AccessDeniedException", message));
    const untrusted =
      "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.";
    await context.iam.assume(roleArn, session).catch(refused(untrusted));
    if (log.level === "OFF") return;
    const unlogged = "The state machine IAM Role is not authorized to access the Log Destination";
    await context.iam.act(roleArn, session, deliverExecutionLog).catch(refused(unlogged));
  }

  return {
    async CreateStateMachine(input) {
      const {
        name,
        definition,
        roleArn,
        type = "STANDARD",
        tags = [],
        loggingConfiguration = UNLOGGED,
      } = input;
      const stateMachineArn = state.arn(`stateMachine:${name}`);
      const known = state.machines.get(stateMachineArn);
      if (known && (known.told.definition !== definition || known.told.roleArn !== roleArn)) {
        throw new AwsError("StateMachineAlreadyExists", `State Machine Already Exists: '${stateMachineArn}'`);
      }
      await tryRole(stateMachineArn, roleArn, loggingConfiguration);
      await checkDefinition(definition);
      const machine: StateMachine = known ?? {
        told: {
          stateMachineArn,
          name,
          status: "ACTIVE",
          definition,
          roleArn,
          type,
          creationDate: now(),
          revisionId: randomUUID(),
          loggingConfiguration,
          tracingConfiguration: input.tracingConfiguration ?? { enabled: false },
          encryptionConfiguration: input.encryptionConfiguration ?? { type: "AWS_OWNED_KEY" },
        },
        tags: [...tags],
      };
      state.machines.set(stateMachineArn, machine);
      return { stateMachineArn, creationDate: machine.told.creationDate };
    },

    /** Executions that run keep what they started with; fields that are not named keep their values. */
    async UpdateStateMachine({ stateMachineArn, ...input }) {
      const { told } = state.machine(stateMachineArn);
      const { definition = told.definition, roleArn = told.roleArn } = input;
      const { loggingConfiguration = told.loggingConfiguration ?? UNLOGGED } = input;
      const { tracingConfiguration = told.tracingConfiguration } = input;
      const { encryptionConfiguration = told.encryptionConfiguration } = input;
      await tryRole(stateMachineArn, roleArn, loggingConfiguration);
      await checkDefinition(definition);
      const revisionId = randomUUID();
      Object.assign(told, { definition, roleArn, loggingConfiguration, tracingConfiguration });
      Object.assign(told, { encryptionConfiguration, revisionId });
      return { updateDate: now(), revisionId };
    },

    DescribeStateMachine: ({ stateMachineArn }) => state.machine(stateMachineArn).told,

    DeleteStateMachine({ stateMachineArn }) {
      state.machines.delete(stateMachineArn);
      return {};
    },

    ListStateMachineVersions: () => ({ stateMachineVersions: [] }),

    async ValidateStateMachineDefinition({ definition }) {
      const message = await problemOf(definition);
      if (message === undefined) return { result: "OK", diagnostics: [] };
      return {
        result: "FAIL",
        diagnostics: [{ severity: "ERROR", code: "SCHEMA_VALIDATION_FAILED", message }],
      };
    },

    ListTagsForResource: ({ resourceArn }) => ({ tags: state.machine(resourceArn).tags }),

    TagResource({ resourceArn, tags }) {
      const machine = state.machine(resourceArn);
      const kept = machine.tags.filter(({ key }) => tags.every((tag) => tag.key !== key));
      machine.tags = [...kept, ...tags];
      return {};
    },

    UntagResource({ resourceArn, tagKeys }) {
      const machine = state.machine(resourceArn);
      machine.tags = machine.tags.filter(({ key = "" }) => !tagKeys.includes(key));
      return {};
    },

    async StartExecution({ stateMachineArn, name = randomUUID(), input = "{}" }) {
      const { told: machine } = state.machine(stateMachineArn);
      if (!isJson(input))
        throw new AwsError("InvalidExecutionInput", `Invalid State Machine Execution Input: ${input}`);
      const executionArn = state.arn(`execution:${machine.name}:${name}`);
      const known = state.executions.get(executionArn);
      if (known && (known.told.status !== "RUNNING" || known.told.input !== input)) {
        throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${executionArn}'`);
      }
      const execution = known ?? new Execution(context, state.place, machine, { executionArn, name, input });
      state.executions.set(executionArn, execution);
      if (!known) await execution.run();
      return { executionArn, startDate: execution.told.startDate };
    },

    async StopExecution({ executionArn, error, cause }) {
      const execution = state.execution(executionArn);
      await execution.abort({ error, cause });
      return { stopDate: execution.told.stopDate };
    },

    DescribeExecution: ({ executionArn }) => state.execution(executionArn).told,

    ListExecutions({ stateMachineArn = "", statusFilter, maxResults = 100 }) {
      state.machine(stateMachineArn);
      const executions = [...state.executions.values()]
        .map(({ told }) => told)
        .filter(
          (told) => told.stateMachineArn === stateMachineArn && (statusFilter ?? told.status) === told.status,
        )
        .map(({ executionArn, name, status, startDate, stopDate }) => {
          return { executionArn, stateMachineArn, name, status, startDate, stopDate };
        });
      return { executions: executions.reverse().slice(0, maxResults) };
    },

    GetExecutionHistory({ executionArn, reverseOrder }) {
      const { history } = state.execution(executionArn);
      return { events: reverseOrder ? history.toReversed() : history };
    },
  } satisfies Operations<SFN>;
}

const UNLOGGED: LoggingConfiguration = { level: "OFF", includeExecutionData: false };

async function checkDefinition(definition: string): Promise<void> {
  const problem = await problemOf(definition);
  if (problem) throw new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${problem}'`);
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
