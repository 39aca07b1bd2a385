import {
  AutoScaling,
  type CompleteLifecycleActionType,
  type LifecycleHook,
} from "@aws-sdk/client-auto-scaling";
import { motoConfiguration } from "../client-configuration";
import type { LocalContext } from "../context";
import type { Fleet } from "../fleet/fleet";
import type { Instance } from "../fleet/instance";
import {
  AwsError,
  type LocalService,
  type Next,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service";
import { answer } from "../models/answer";
import { showWaiting } from "./show-waiting";
import { completedHooks } from "./user-data";

const LAUNCHING = "autoscaling:EC2_INSTANCE_LAUNCHING";
const DEFAULT_HEARTBEAT_SECONDS = 3600;

/** Launch hooks by name, until each is completed. */
type Waiting = Map<string, LifecycleHook>;

/**
 * Keeps a new instance out of service until the launch hooks of its group are completed, by its user data or by
 * their timeouts: moto keeps hooks and does nothing with them.
 */
export class LaunchHooks implements LocalService {
  readonly scopes = ["autoscaling"];
  private readonly instances = new Map<string, Promise<Waiting>>();
  private readonly closing = new AbortController();

  constructor(
    private readonly context: LocalContext,
    private readonly fleet: Pick<Fleet, "onLaunched" | "onTerminating" | "refresh">,
  ) {
    fleet.onLaunched((instance) => this.launched(instance));
    fleet.onTerminating((id) => void this.instances.delete(id));
  }

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const { operation = "", parameters } = request;
    if (operation === "CompleteLifecycleAction") {
      await this.complete(parameters as unknown as CompleteLifecycleActionType, request);
      return answer(request, {});
    }
    if (!operation.startsWith("DescribeAutoScaling")) return next(request);
    await this.fleet.refresh();
    const response = await next(request);
    return { ...response, body: await showWaiting(response.body.toString(), (id) => this.waits(id)) };
  }

  /** Whether an instance is not in service yet. */
  async waits(instanceId: string): Promise<boolean> {
    return ((await this.instances.get(instanceId))?.size ?? 0) > 0;
  }

  close(): Promise<void> {
    this.closing.abort();
    return Promise.resolve();
  }

  private async launched(instance: Instance): Promise<void> {
    const moto = new AutoScaling(motoConfiguration(this.context, instance));
    const found = moto.describeLifecycleHooks({ AutoScalingGroupName: instance.group });
    const waiting = found.then(
      ({ LifecycleHooks = [] }) =>
        new Map(
          LifecycleHooks.filter(({ LifecycleTransition }) => LifecycleTransition === LAUNCHING).map(
            (hook): [string, LifecycleHook] => [hook.LifecycleHookName ?? "", hook],
          ),
        ),
    );
    this.instances.set(instance.id, waiting);
    const timeouts = [...(await waiting).values()].map((hook) => this.timeOut(instance, hook));
    await Promise.all([...timeouts, this.runUserData(instance)]);
  }

  private async complete(
    { InstanceId = "", LifecycleHookName, LifecycleActionResult }: CompleteLifecycleActionType,
    request: ServiceRequest,
  ): Promise<void> {
    const waiting = await this.instances.get(InstanceId);
    if (!waiting?.has(LifecycleHookName ?? ""))
      throw new AwsError(
        "ValidationError",
        `No active Lifecycle Action found with instance ID ${InstanceId}`,
      );
    await this.end(request, InstanceId, LifecycleHookName ?? "", LifecycleActionResult);
  }

  /** Abandoned, an instance is terminated and another one launched. */
  private async end(
    place: { readonly account: string; readonly region: string },
    InstanceId: string,
    hook: string,
    result: string | undefined,
  ): Promise<void> {
    (await this.instances.get(InstanceId))?.delete(hook);
    this.context.log("auto-scaling", `${hook} of ${InstanceId}: ${result}`);
    if (result !== "ABANDON") return;
    const moto = new AutoScaling(motoConfiguration(this.context, place));
    await moto.terminateInstanceInAutoScalingGroup({ InstanceId, ShouldDecrementDesiredCapacity: false });
  }

  /** What of its user data reaches AWS: that the agent answers, said as the instance's role. */
  private async runUserData(instance: Instance): Promise<void> {
    const { agentUpAt, region, id: InstanceId } = instance;
    if (!(await this.reach(agentUpAt))) return;
    const credentials = () => instance.credentials();
    const client = new AutoScaling({ endpoint: this.context.endpoint, region, credentials });
    for (const { group: AutoScalingGroupName, hook: LifecycleHookName } of completedHooks(
      instance.userData,
    )) {
      await client.completeLifecycleAction({
        AutoScalingGroupName,
        LifecycleHookName,
        InstanceId,
        LifecycleActionResult: "CONTINUE",
      });
    }
  }

  private async timeOut(instance: Instance, hook: LifecycleHook): Promise<void> {
    const { HeartbeatTimeout = DEFAULT_HEARTBEAT_SECONDS, LifecycleHookName = "", DefaultResult } = hook;
    const passed = await this.reach(this.context.clock.now() + HeartbeatTimeout * 1000);
    const waiting = await this.instances.get(instance.id);
    if (passed && waiting?.has(LifecycleHookName))
      await this.end(instance, instance.id, LifecycleHookName, DefaultResult);
  }

  /** False when local AWS is closed before. */
  private async reach(virtual: number): Promise<boolean> {
    if (virtual === Infinity) return false;
    const { clock } = this.context;
    return clock.sleep(Math.max(0, virtual - clock.now()), this.closing.signal).then(
      () => true,
      () => false,
    );
  }
}
