import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import type { LocalContext, Place } from "../context";
import type { Fleet } from "../fleet/fleet";
import type { Instance } from "../fleet/instance";
import { AwsError, type LocalService, type ServiceRequest, type ServiceResponse } from "../gateway/service";
import { answer } from "../models/answer";
import { Agent } from "./engine/agent/agent";
import { applicationOperations } from "./operations/applications";
import { Deployment } from "./engine/deployment";
import { deploymentConfigOperations, healthRule } from "./deployment-configs";
import { deploymentGroupOperations } from "./operations/deployment-groups";
import { deploymentOperations, noteOutcome } from "./operations/deployments";
import { Records } from "./state";
import { rollOut } from "./engine/rollout";

/** An operation takes the input that the SDKs send for its name, and returns what they parse. */
type Operations = Record<string, (input: never) => unknown>;

/** AWS CodeDeploy for EC2 in place: its API, and agents that install on the fleet's instances. */
export class CodeDeploy implements LocalService {
  readonly scopes = ["codedeploy"];
  readonly #places = new Map<string, { records: Records; operations: Operations }>();
  readonly #agents = new Map<string, Agent>();
  readonly #running = new Set<Promise<void>>();

  constructor(
    private readonly context: LocalContext,
    private readonly fleet: Fleet,
  ) {
    fleet.onLaunched((instance) => this.#launchHook(instance));
    fleet.onTerminating(async (instanceId) => {
      await this.#agents.get(instanceId)?.close();
      this.#agents.delete(instanceId);
    });
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const { account, region, operation = "", parameters } = request;
    const found = this.#place({ account, region }).operations[operation];
    if (!found) throw new AwsError("UnknownOperationException", `codedeploy: ${operation} is not simulated`);
    return answer(request, (await found(parameters as never)) as object);
  }

  /** Ends running scripts; the fleet ends the services. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#agents.values(), (agent) => agent.close()));
    await Promise.all(this.#running);
  }

  #place(place: Place) {
    const key = `${place.account} ${place.region}`;
    const found = this.#places.get(key);
    if (found) return found;
    const { clock } = this.context;
    const records = new Records(place);
    const operations: Operations = {
      ...applicationOperations(records, clock),
      ...deploymentGroupOperations(records, (names) => this.#instancesOf(place, names)),
      ...deploymentConfigOperations(records, clock),
      ...deploymentOperations(records, clock, (deployment) => this.#start(deployment)),
    };
    const made = { records, operations };
    this.#places.set(key, made);
    return made;
  }

  /** @param only - the instance that a launch hook waits for; all of the group's by default. */
  #start(deployment: Deployment, only?: string): void {
    const name = `${deployment.id} to ${deployment.group.info.deploymentGroupName}`;
    const run = async () => {
      try {
        await this.#run(deployment, only);
        noteOutcome(deployment);
      } catch (error) {
        deployment.complete("Failed", { code: "INTERNAL_ERROR", message: String(error) });
      }
      const { errorInformation } = deployment.info;
      this.context.log(
        "codedeploy",
        `${name}: ${deployment.status}${errorInformation ? ` (${errorInformation.code})` : ""}`,
      );
    };
    this.context.log(
      "codedeploy",
      `${name}: ${deployment.creator === "user" ? "created" : `launch hook of ${only}`}`,
    );
    const running = run().finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #run(deployment: Deployment, only: string | undefined): Promise<void> {
    const { records, group, info, installation } = deployment;
    const names = group.info.autoScalingGroups?.map(({ name = "" }) => name) ?? [];
    const ids = only === undefined ? await this.#instancesOf(records.place, names) : [only];
    if (ids.some((id) => !this.fleet.instance(id))) await this.fleet.refresh();
    const rule = healthRule(
      records,
      only === undefined ? (info.deploymentConfigName ?? "") : "CodeDeployDefault.AllAtOnce",
    );
    await rollOut(deployment, ids, rule, async (id) => {
      const instance = this.fleet.instance(id);
      if (!instance) return false;
      return this.#agent(instance).install(installation, deployment.observer(id), deployment.stop.signal);
    });
  }

  /**
   * A new instance of an attached Auto Scaling group gets the last successful revision. On AWS it is not in
   * service before, and is replaced when that fails; here the load balancer's health checks keep it out.
   */
  #launchHook({ id, account, region, group: autoScalingGroup }: Instance): void {
    const { records } = this.#place({ account, region });
    const groups = Array.from(records.applications.values()).flatMap(({ groups }) => [...groups.values()]);
    for (const group of groups) {
      const attached = group.info.autoScalingGroups?.some(({ name }) => name === autoScalingGroup);
      if (!attached || group.launchedWithoutHook.has(id) || !group.lastSuccessful) continue;
      const input = { ...group.lastSuccessful.input, fileExistsBehavior: "OVERWRITE" } as const;
      const deployment = new Deployment(records, group, input, "autoscaling", this.context.clock);
      records.deployments.set(deployment.id, deployment);
      this.#start(deployment, id);
    }
  }

  #agent(instance: Instance): Agent {
    const agent = this.#agents.get(instance.id) ?? new Agent(this.context, instance);
    this.#agents.set(instance.id, agent);
    return agent;
  }

  async #instancesOf({ account, region }: Place, names: readonly string[]): Promise<string[]> {
    if (names.length === 0) return [];
    const { endpoint } = this.context;
    const client = new AutoScalingClient({
      endpoint,
      region,
      credentials: await this.context.credentials(account),
    });
    const { AutoScalingGroups = [] } = await client.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [...names] }),
    );
    return AutoScalingGroups.flatMap(({ Instances = [] }) => Instances)
      .filter(({ LifecycleState }) => LifecycleState !== "Terminating" && LifecycleState !== "Terminated")
      .map(({ InstanceId = "" }) => InstanceId);
  }
}
