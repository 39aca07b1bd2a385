import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import type { DeploymentGroupInfo } from "@aws-sdk/client-codedeploy";
import { motoConfiguration } from "../../client-configuration";
import type { LocalContext } from "../../context";
import type { Fleet } from "../../fleet/fleet";
import type { Instance } from "../../fleet/instance";
import type { Requirement } from "../../iam/requirement";
import { answerLaunchHook, findInstances } from "../../iam/service-actions";
import type { CodeDeployState } from "../state";
import { Agent } from "./agent/agent";
import { Deployment } from "./deployment";
import { rollOut } from "./roll-out";

/** Runs the deployments of one account and region, through an agent on each instance. */
export class DeploymentEngine {
  private readonly agents = new Map<string, Agent>();
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly context: LocalContext,
    private readonly fleet: Fleet,
    private readonly state: CodeDeployState,
  ) {}

  /** @param only - the instance that a launch hook waits for; all of the group's by default. */
  start(deployment: Deployment, only?: string): void {
    this.state.deployments.set(deployment.id, deployment);
    const name = `${deployment.id} to ${deployment.group.info.deploymentGroupName}`;
    this.context.log("codedeploy", `${name}: ${only === undefined ? "created" : `launch hook of ${only}`}`);
    const running = this.run(deployment, only)
      .catch((error: unknown) =>
        deployment.complete("Failed", { code: "INTERNAL_ERROR", message: String(error) }),
      )
      .finally(() => {
        const { status, errorInformation } = deployment.info;
        const reason = errorInformation ? ` (${errorInformation.code})` : "";
        this.context.log("codedeploy", `${name}: ${status}${reason}`);
        this.running.delete(running);
      });
    this.running.add(running);
  }

  /**
   * A new instance of an attached Auto Scaling group gets the last successful revision. On AWS it is not in
   * service before, and is replaced when that fails; here the load balancer's health checks keep it out.
   */
  launched({ id, group: autoScalingGroup }: Instance): void {
    for (const group of this.state.groups()) {
      const attached = group.info.autoScalingGroups?.some(({ name }) => name === autoScalingGroup);
      if (!attached || group.launchedWithoutHook.has(id) || !group.lastSuccessful) continue;
      const input = { ...group.lastSuccessful.input, fileExistsBehavior: "OVERWRITE" } as const;
      const { place } = this.state;
      this.start(new Deployment(place, group, input, "autoscaling", this.context.clock), id);
    }
  }

  async terminated(instanceId: string): Promise<void> {
    await this.agents.get(instanceId)?.close();
    this.agents.delete(instanceId);
  }

  /** Ends running scripts. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.agents.values(), (agent) => agent.close()));
    await Promise.all(this.running);
  }

  /** Ids of the instances that these Auto Scaling groups have now. */
  async instancesOf(names: readonly string[]): Promise<string[]> {
    if (names.length === 0) return [];
    const client = new AutoScalingClient(motoConfiguration(this.context, this.state.place));
    const { AutoScalingGroups = [] } = await client.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [...names] }),
    );
    return AutoScalingGroups.flatMap(({ Instances = [] }) => Instances)
      .filter(({ LifecycleState }) => LifecycleState !== "Terminating" && LifecycleState !== "Terminated")
      .map(({ InstanceId = "" }) => InstanceId);
  }

  /** Throws where a group's role may not do what CodeDeploy does as it. */
  act(info: DeploymentGroupInfo, requirements: readonly Requirement[]): Promise<void> {
    const { account, region } = this.state.place;
    const { serviceRoleArn = "", applicationName, deploymentGroupName } = info;
    const sourceArn = `arn:aws:codedeploy:${region}:${account}:deploymentgroup:${applicationName}/${deploymentGroupName}`;
    const session = { service: "codedeploy.amazonaws.com", sourceArn, name: "codedeploy" };
    return this.context.iam.act(serviceRoleArn, session, requirements);
  }

  private async run(deployment: Deployment, only: string | undefined): Promise<void> {
    const { group } = deployment;
    await this.act(group.info, findInstances);
    const names = group.info.autoScalingGroups?.map(({ name = "" }) => name) ?? [];
    const ids = only === undefined ? await this.instancesOf(names) : [only];
    if (ids.some((id) => !this.fleet.instance(id))) await this.fleet.refresh();
    if (only !== undefined) await this.act(group.info, answerLaunchHook(this.state.place, names[0] ?? ""));
    await rollOut(deployment, ids, async (id) => {
      const instance = this.fleet.instance(id);
      return instance ? this.agent(instance).install(deployment) : false;
    });
    if (deployment.info.status === "Succeeded") group.lastSuccessful = deployment;
  }

  private agent(instance: Instance): Agent {
    const agent = this.agents.get(instance.id) ?? new Agent(this.context, instance);
    this.agents.set(instance.id, agent);
    return agent;
  }
}
