import { randomUUID } from "node:crypto";
import type { Target } from "@aws-sdk/client-eventbridge";
import { CodePipelineClient, StartPipelineExecutionCommand } from "@aws-sdk/client-codepipeline";
import { sessionConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import { compile } from "./pattern";
import { Rules } from "./rules";

/** An event as EventBridge delivers it. */
export interface Event {
  readonly source: string;
  readonly "detail-type": string;
  readonly resources: readonly string[];
  readonly detail: Record<string, unknown>;
}

/** Brings events to the targets of the deployed rules. The rules are moto's; only pipelines are targets here. */
export class EventBridge {
  constructor(private readonly context: LocalContext) {}

  /**
   * Best effort, as on AWS: an event comes late, now and then twice, or never, and what goes wrong with one target
   * is logged and keeps nothing else from its event.
   */
  async publish(place: Place, event: Event, closing: AbortSignal): Promise<void> {
    const full: Record<string, unknown> = {
      ...event,
      version: "0",
      id: randomUUID(),
      account: place.account,
      region: place.region,
      time: new Date(this.context.clock.now()).toISOString(),
    };
    const { lateness } = this.context;
    const copies = lateness.happens("eventTwice") ? 2 : 1;
    const delays = Array.from({ length: copies }, () => lateness.milliseconds("eventArrives"));
    await Promise.all(
      delays.map(async (delay) => {
        if (await this.arrives(delay, closing)) await this.bring(place, full);
      }),
    );
  }

  /** False for an event that never comes. */
  private async arrives(delay: number, closing: AbortSignal): Promise<boolean> {
    if (delay === 0) return true;
    if (!Number.isFinite(delay)) return false;
    await this.context.clock.sleep(delay, closing).catch(() => undefined);
    return !closing.aborted;
  }

  private async bring(place: Place, full: Record<string, unknown>): Promise<void> {
    const rules = new Rules(this.context, place);
    for (const rule of await rules.enabled()) {
      if (!rule.EventPattern || !compile(JSON.parse(rule.EventPattern) as Record<string, unknown>)(full))
        continue;
      for (const target of await rules.targets(rule)) {
        await this.deliver(place, rule.Name ?? "", target).catch((error: unknown) =>
          this.context.log("events", `${rule.Name} could not reach ${target.Arn}: ${String(error)}`),
        );
      }
    }
  }

  private async deliver(place: Place, rule: string, { Arn = "", RoleArn: roleArn }: Target): Promise<void> {
    const [, , service, region = "", , name] = Arn.split(":");
    if (service !== "codepipeline") return;
    if (roleArn === undefined) throw new Error("a pipeline needs a role that may start it");
    const sourceArn = `arn:aws:events:${place.region}:${place.account}:rule/${rule}`;
    const session = { service: "events.amazonaws.com", sourceArn, name: rule };
    const client = new CodePipelineClient(await sessionConfiguration(this.context, region, roleArn, session));
    await client.send(new StartPipelineExecutionCommand({ name }));
  }
}
