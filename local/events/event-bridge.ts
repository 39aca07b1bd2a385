import { randomUUID } from "node:crypto";
import { CodePipelineClient, StartPipelineExecutionCommand } from "@aws-sdk/client-codepipeline";
import { sessionConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import { compile } from "./pattern";
import { rulesOf, targetsOf, type Target } from "./rules";

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

  /** Best effort, as on AWS: what goes wrong with one target is logged and keeps nothing else from its event. */
  async publish(place: Place, event: Event): Promise<void> {
    const full: Record<string, unknown> = {
      ...event,
      version: "0",
      id: randomUUID(),
      account: place.account,
      region: place.region,
      time: new Date(this.context.clock.now()).toISOString(),
    };
    for (const rule of await rulesOf(this.context, place)) {
      if (rule.pattern === undefined || !compile(rule.pattern)(full)) continue;
      for (const target of await targetsOf(this.context, place, rule.name)) {
        await this.deliver(place, rule.name, target).catch((error: unknown) =>
          this.context.log("events", `${rule.name} could not reach ${target.arn}: ${String(error)}`),
        );
      }
    }
  }

  private async deliver(place: Place, rule: string, { arn, roleArn }: Target): Promise<void> {
    const [, , service, region = "", , name] = arn.split(":");
    if (service !== "codepipeline") return;
    if (roleArn === undefined) throw new Error("a pipeline needs a role that may start it");
    const sourceArn = `arn:aws:events:${place.region}:${place.account}:rule/${rule}`;
    const session = { service: "events.amazonaws.com", sourceArn, name: rule };
    const client = new CodePipelineClient(await sessionConfiguration(this.context, region, roleArn, session));
    await client.send(new StartPipelineExecutionCommand({ name }));
  }
}
