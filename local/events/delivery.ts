import { randomUUID } from "node:crypto";
import { CodePipelineClient, StartPipelineExecutionCommand } from "@aws-sdk/client-codepipeline";
import {
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { motoConfiguration, sessionConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import { compile } from "./pattern";

/** An event as a service sends it. */
export interface Event {
  readonly source: string;
  readonly "detail-type": string;
  readonly resources: readonly string[];
  readonly detail: Record<string, unknown>;
}

/**
 * Brings an event to the targets of the deployed rules, which moto keeps; only pipelines are targets here.
 * Best effort, as on AWS: it comes late, now and then twice, or never, and what goes wrong with one target is logged
 * and keeps nothing else from its event.
 */
export async function deliver(
  context: LocalContext,
  place: Place,
  sent: Event,
  closing: AbortSignal,
): Promise<void> {
  const { clock, lateness } = context;
  const event = {
    ...sent,
    ...place,
    version: "0",
    id: randomUUID(),
    time: new Date(clock.now()).toISOString(),
  };
  const copies = lateness.happens("eventTwice") ? 2 : 1;
  const delays = Array.from({ length: copies }, () => lateness.milliseconds("eventArrives"));
  await Promise.all(
    delays.filter(Number.isFinite).map(async (delay) => {
      if (delay > 0) await clock.sleep(delay, closing).catch(() => undefined);
      if (!closing.aborted || delay === 0) await bring(context, place, event);
    }),
  );
}

async function bring(context: LocalContext, place: Place, event: Record<string, unknown>): Promise<void> {
  const moto = new EventBridgeClient(motoConfiguration(context, place));
  const { Rules = [] } = await moto.send(new ListRulesCommand({}));
  for (const { Name: name = "", State, EventPattern } of Rules) {
    if (State === "DISABLED" || !EventPattern || !compile(JSON.parse(EventPattern))(event)) continue;
    const { Targets = [] } = await moto.send(new ListTargetsByRuleCommand({ Rule: name }));
    for (const target of Targets) {
      await start(context, place, name, target).catch((error: unknown) =>
        context.log("events", `${name} could not reach ${target.Arn}: ${String(error)}`),
      );
    }
  }
}

async function start(context: LocalContext, place: Place, rule: string, target: Target): Promise<void> {
  const { Arn = "", RoleArn: roleArn } = target;
  const [, , service, region = "", , name] = Arn.split(":");
  if (service !== "codepipeline") return;
  if (roleArn === undefined) throw new Error("a pipeline needs a role that may start it");
  const sourceArn = `arn:aws:events:${place.region}:${place.account}:rule/${rule}`;
  const session = { service: "events.amazonaws.com", sourceArn, name: rule };
  const client = new CodePipelineClient(await sessionConfiguration(context, region, roleArn, session));
  await client.send(new StartPipelineExecutionCommand({ name }));
}
