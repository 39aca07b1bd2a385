import type { LocalContext } from "../context";
import { AwsError, type ServiceRequest } from "../gateway/service";
import { refusedAs } from "../iam/refusal";
import { deliverExecutionLog } from "../iam/service-actions";
import { defaults, newRevision, problemOf, sessionOf, type StateMachine, type Tag } from "./state-machine";

export type Input = Readonly<Record<string, unknown>>;

/** The deployed state machines and what the API says of them. */
export class StateMachines {
  private readonly machines = new Map<string, StateMachine>();

  constructor(private readonly context: Pick<LocalContext, "clock" | "iam">) {}

  async create(input: Input, { account, region }: ServiceRequest): Promise<object> {
    const name = String(input.name);
    const stateMachineArn = `arn:aws:states:${region}:${account}:stateMachine:${name}`;
    const known = this.machines.get(stateMachineArn);
    if (known && (known.definition !== input.definition || known.roleArn !== input.roleArn)) {
      throw new AwsError("StateMachineAlreadyExists", `State Machine Already Exists: '${stateMachineArn}'`);
    }
    await this.tryRole(stateMachineArn, input);
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

  async update(input: Input, request: ServiceRequest): Promise<object> {
    const machine = this.get(input, request);
    await this.tryRole(machine.stateMachineArn, { ...machine, ...input });
    const revisionId = newRevision();
    this.machines.set(machine.stateMachineArn, {
      ...machine,
      ...definedFields(input),
      ...(input.definition === undefined ? {} : { definition: await valid(input.definition) }),
      revisionId,
    });
    return { updateDate: this.seconds(), revisionId };
  }

  /** Step Functions tries what the role may when a machine gets it or its log. */
  private async tryRole(stateMachineArn: string, { roleArn, loggingConfiguration }: Input): Promise<void> {
    const role = String(roleArn);
    const session = sessionOf(stateMachineArn);
    // https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
    const refused = (message: string) => refusedAs(new AwsError("AccessDeniedException", message));
    const untrusted =
      "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.";
    await this.context.iam.assume(role, session).catch(refused(untrusted));
    const { level = "OFF" } = (loggingConfiguration ?? {}) as { level?: string };
    if (level === "OFF") return;
    const unlogged = "The state machine IAM Role is not authorized to access the Log Destination";
    await this.context.iam.act(role, session, deliverExecutionLog).catch(refused(unlogged));
  }

  describe(machine: StateMachine): object {
    return { ...machine, account: undefined, region: undefined, tags: undefined, status: "ACTIVE" };
  }

  delete(input: Input): object {
    this.machines.delete(String(input.stateMachineArn));
    return {};
  }

  list({ account, region }: ServiceRequest): object {
    return {
      stateMachines: [...this.machines.values()]
        .filter((machine) => machine.account === account && machine.region === region)
        .map(({ stateMachineArn, name, type, creationDate }) => ({
          stateMachineArn,
          name,
          type,
          creationDate,
        })),
    };
  }

  tags(input: Input, request: ServiceRequest): object {
    return { tags: this.tagged(input, request).tags };
  }

  tag(input: Input, request: ServiceRequest): object {
    const machine = this.tagged(input, request);
    const added = input.tags as readonly Tag[];
    const kept = without(
      machine.tags,
      added.map(({ key }) => key),
    );
    return this.retag(machine, [...kept, ...added]);
  }

  untag(input: Input, request: ServiceRequest): object {
    const machine = this.tagged(input, request);
    return this.retag(machine, without(machine.tags, input.tagKeys as readonly string[]));
  }

  /** The machine that `stateMachineArn` names, if it is the caller's. */
  get(input: Input, { account }: ServiceRequest): StateMachine {
    const arn = arnOf(input.stateMachineArn);
    const machine = this.machines.get(arn);
    if (!machine || machine.account !== account) {
      throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
    }
    return machine;
  }

  private tagged(input: Input, request: ServiceRequest): StateMachine {
    return this.get({ stateMachineArn: input.resourceArn }, request);
  }

  private retag(machine: StateMachine, tags: readonly Tag[]): object {
    this.machines.set(machine.stateMachineArn, { ...machine, tags });
    return {};
  }

  private seconds(): number {
    return Math.round(this.context.clock.now()) / 1000;
  }
}

export function arnOf(value: unknown): string {
  const arn = String(value);
  if (!arn.startsWith("arn:")) throw new AwsError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  return arn;
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
