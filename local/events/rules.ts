import {
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type Rule,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { motoConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";

/** The deployed rules of a place's default bus; moto keeps them. */
export class Rules {
  private readonly client: EventBridgeClient;

  constructor(context: LocalContext, place: Place) {
    this.client = new EventBridgeClient(motoConfiguration(context, place));
  }

  async enabled(): Promise<readonly Rule[]> {
    const { Rules = [] } = await this.client.send(new ListRulesCommand({}));
    return Rules.filter(({ State }) => State !== "DISABLED");
  }

  async targets({ Name }: Rule): Promise<readonly Target[]> {
    const { Targets = [] } = await this.client.send(new ListTargetsByRuleCommand({ Rule: Name }));
    return Targets;
  }
}
