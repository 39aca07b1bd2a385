import * as z from "zod";
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { type Colour, colour } from "../model/colour";
import { LockLost } from "../model/errors";
import type { Holder, History, Lock, Records, Success, Suspensions } from "../model/ports";
import type { Token } from "../model/token";

const success = z.object({ version: z.string(), colour });

/** Key of the table's only item: one item makes every change one conditional write. */
const KEY = { id: { S: "release" } };

/** What an environment remembers from release to release: lock, last success, processes that we suspended. */
export class ReleaseItem implements Lock, History, Records, Suspensions {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
  ) {}

  async holder(): Promise<Holder> {
    const item = await this.read();
    return { owner: item.owner?.S, generation: Number(item.generation?.N ?? 0) };
  }

  async lastSuccess(): Promise<Success | undefined> {
    const text = (await this.read()).lastSuccess?.S;
    return text === undefined ? undefined : success.parse(JSON.parse(text));
  }

  async take(owner: string, generation: number): Promise<boolean> {
    return this.update(
      "SET #owner = :owner, #generation = :next",
      generation === 0 ? "attribute_not_exists(#generation)" : "#generation = :now",
      { "#owner": "owner", "#generation": "generation" },
      {
        ":owner": { S: owner },
        ":next": { N: String(generation + 1) },
        ...(generation === 0 ? {} : { ":now": { N: String(generation) } }),
      },
    );
  }

  async release(token: Token): Promise<void> {
    await this.owned(token, "REMOVE #owner", {}, {});
  }

  async rememberSuccess(token: Token, value: Success & Record<string, unknown>): Promise<void> {
    await this.set(token, "lastSuccess", value);
  }

  async rememberFailure(token: Token, value: Record<string, unknown>): Promise<void> {
    await this.set(token, "lastFailure", value);
  }

  async suspended(colour: Colour): Promise<string[]> {
    const text = (await this.read())[suspendedAttribute(colour)]?.S;
    return text === undefined ? [] : z.array(z.string()).parse(JSON.parse(text));
  }

  async rememberSuspended(token: Token, colour: Colour, processes: readonly string[]): Promise<void> {
    await this.set(token, suspendedAttribute(colour), processes);
  }

  private async set(token: Token, attribute: string, value: unknown): Promise<void> {
    await this.owned(
      token,
      "SET #attribute = :value",
      { "#attribute": attribute },
      { ":value": { S: JSON.stringify(value) } },
    );
  }

  private async owned(
    token: Token,
    expression: string,
    names: Record<string, string>,
    values: Record<string, AttributeValue>,
  ): Promise<void> {
    const written = await this.update(
      expression,
      "#owner = :owner AND #generation = :generation",
      { ...names, "#owner": "owner", "#generation": "generation" },
      { ...values, ":owner": { S: token.owner }, ":generation": { N: String(token.generation) } },
    );
    if (!written) throw new LockLost(`release lock: ${token.owner} does not hold it any more`);
  }

  private async update(
    expression: string,
    condition: string,
    names: Record<string, string>,
    values: Record<string, AttributeValue>,
  ): Promise<boolean> {
    try {
      await this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: KEY,
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  private async read(): Promise<Record<string, AttributeValue | undefined>> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: KEY, ConsistentRead: true }),
    );
    return Item ?? {};
  }
}

function suspendedAttribute(colour: Colour): string {
  return `suspended-${colour}`;
}
