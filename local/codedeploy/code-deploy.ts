import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import type { DeploymentGroupInfo } from "@aws-sdk/client-codedeploy";
import { motoConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import type { Fleet } from "../fleet/fleet";
import type { Instance } from "../fleet/instance";
import { perform } from "../gateway/operations";
import type { LocalService, ServiceRequest, ServiceResponse } from "../gateway/service";
import type { Requirement } from "../iam/requirement";
import { answerLaunchHook, findInstances } from "../iam/service-actions";
import { PerPlace } from "../per-place";
import { Agent } from "./engine/agent/agent";
import { applicationOperations } from "./operations/applications";
import { Deployment } from "./engine/deployment";
import { deploymentGroupOperations } from "./operations/deployment-groups";
import { deploymentOperations } from "./operations/deployments";
import { healthRule } from "./engine/minimum-healthy";
import { rollOut } from "./engine/rollout";
import { CodeDeployState } from "./state";

/** AWS CodeDeploy for EC2 in place: its API, and agents that install on the fleet's instances. */
export class CodeDeploy implements LocalService {
  readonly scopes = ["codedeploy"];
  readonly #places = new PerPlace((place) => this.#operationsOf(place));
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
    return perform(this.#places.of(request).operations, request);
  }

  /** Ends running scripts; the fleet ends the services. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#agents.values(), (agent) => agent.close()));
    await Promise.all(this.#running);
  }

  #operationsOf(place: Place) {
    const { clock } = this.context;
    const state = new CodeDeployState(place);
    const operations = {
      ...applicationOperations(state, clock),
      ...deploymentGroupOperations(
        state,
        (names) => this.#instancesOf(place, names),
        (info, requirements) => this.#act(place, info, requirements),
      ),
      ...deploymentOperations(state, clock, (deployment) => this.#start(state, deployment)),
    };
    return { state, operations };
  }

  /** @param only - the instance that a launch hook waits for; all of the group's by default. */
  #start(state: CodeDeployState, deployment: Deployment, only?: string): void {
    const name = `${deployment.id} to ${deployment.group.info.deploymentGroupName}`;
    const run = async () => {
      try {
        await this.#run(state, deployment, only);
        if (deployment.status === "Succeeded") state.noteSuccess(deployment);
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

  async #run(state: CodeDeployState, deployment: Deployment, only: string | undefined): Promise<void> {
    const { group, info, installation } = deployment;
    await this.#act(state.place, group.info, findInstances);
    const names = group.info.autoScalingGroups?.map(({ name = "" }) => name) ?? [];
    const ids = only === undefined ? await this.#instancesOf(state.place, names) : [only];
    if (ids.some((id) => !this.fleet.instance(id))) await this.fleet.refresh();
    if (only !== undefined) {
      const [autoScalingGroup = ""] = names;
      await this.#act(state.place, group.info, answerLaunchHook(state.place, autoScalingGroup));
    }
    const rule = healthRule(
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
    const { state } = this.#places.of({ account, region });
    for (const group of state.groups()) {
      const attached = group.info.autoScalingGroups?.some(({ name }) => name === autoScalingGroup);
      if (!attached || group.launchedWithoutHook.has(id) || !group.lastSuccessful) continue;
      const input = { ...group.lastSuccessful.input, fileExistsBehavior: "OVERWRITE" } as const;
      const deployment = new Deployment(state.place, group, input, "autoscaling", this.context.clock);
      state.deployments.set(deployment.id, deployment);
      this.#start(state, deployment, id);
    }
  }

  /** What CodeDeploy does as a group's role. */
  #act(
    { account, region }: Place,
    info: DeploymentGroupInfo,
    requirements: readonly Requirement[],
  ): Promise<void> {
    const { serviceRoleArn = "", applicationName, deploymentGroupName } = info;
    const sourceArn = `arn:aws:codedeploy:${region}:${account}:deploymentgroup:${applicationName}/${deploymentGroupName}`;
    const session = { service: "codedeploy.amazonaws.com", sourceArn, name: "codedeploy" };
    return this.context.iam.act(serviceRoleArn, session, requirements);
  }

  #agent(instance: Instance): Agent {
    const agent = this.#agents.get(instance.id) ?? new Agent(this.context, instance);
    this.#agents.set(instance.id, agent);
    return agent;
  }

  async #instancesOf({ account, region }: Place, names: readonly string[]): Promise<string[]> {
    if (names.length === 0) return [];
    const client = new AutoScalingClient(motoConfiguration(this.context, { account, region }));
    const { AutoScalingGroups = [] } = await client.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [...names] }),
    );
    return AutoScalingGroups.flatMap(({ Instances = [] }) => Instances)
      .filter(({ LifecycleState }) => LifecycleState !== "Terminating" && LifecycleState !== "Terminated")
      .map(({ InstanceId = "" }) => InstanceId);
  }
}
