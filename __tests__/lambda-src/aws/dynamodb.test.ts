import { ConditionalCheckFailedException, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ReleaseItem } from "../../../lambda-src/aws/dynamodb";
import { fakeClient } from "../fake-client";

const token = { owner: "arn:release:7", generation: 7 };
const refused = new ConditionalCheckFailedException({ message: "no", $metadata: {} });
const held = "#owner = :owner AND #generation = :generation";

function item(answers: Record<string, unknown>) {
  const { client, sent } = fakeClient<DynamoDBClient>(answers);
  return { item: new ReleaseItem(client, "table"), sent };
}

test("reads the holder consistently; a table without the item is free at generation 0", async () => {
  const { item: one, sent } = item({
    GetItem: { Item: { owner: { S: "arn:release:7" }, generation: { N: "7" } } },
  });
  await expect(one.holder()).resolves.toEqual(token);
  expect(sent).toEqual([
    ["GetItem", { TableName: "table", Key: { id: { S: "release" } }, ConsistentRead: true }],
  ]);
  await expect(item({ GetItem: {} }).item.holder()).resolves.toEqual({ owner: undefined, generation: 0 });
});

test("takes a lock only from the generation that was read, and raises it", async () => {
  const { item: one, sent } = item({ UpdateItem: {} });
  await expect(one.take("arn:release:1", 0)).resolves.toBe(true);
  await expect(one.take("arn:release:8", 7)).resolves.toBe(true);
  expect(sent).toEqual([
    [
      "UpdateItem",
      expect.objectContaining({
        UpdateExpression: "SET #owner = :owner, #generation = :next",
        ConditionExpression: "attribute_not_exists(#generation)",
        ExpressionAttributeValues: { ":owner": { S: "arn:release:1" }, ":next": { N: "1" } },
      }),
    ],
    [
      "UpdateItem",
      expect.objectContaining({
        ConditionExpression: "#generation = :now",
        ExpressionAttributeValues: {
          ":owner": { S: "arn:release:8" },
          ":next": { N: "8" },
          ":now": { N: "7" },
        },
      }),
    ],
  ]);
  await expect(item({ UpdateItem: refused }).item.take("arn:release:8", 7)).resolves.toBe(false);
});

test("unlocks under its own token, and keeps the generation", async () => {
  const { item: one, sent } = item({ UpdateItem: {} });
  await one.release(token);
  expect(sent).toEqual([
    [
      "UpdateItem",
      {
        TableName: "table",
        Key: { id: { S: "release" } },
        UpdateExpression: "REMOVE #owner",
        ConditionExpression: held,
        ExpressionAttributeNames: { "#owner": "owner", "#generation": "generation" },
        ExpressionAttributeValues: { ":owner": { S: "arn:release:7" }, ":generation": { N: "7" } },
      },
    ],
  ]);
});

test("writes what it remembers under the lock only", async () => {
  const { item: one, sent } = item({ UpdateItem: {} });
  await one.rememberSuspended(token, "green", ["HealthCheck"]);
  expect(sent).toEqual([
    [
      "UpdateItem",
      expect.objectContaining({
        UpdateExpression: "SET #attribute = :value",
        ConditionExpression: held,
        ExpressionAttributeNames: {
          "#attribute": "suspended-green",
          "#owner": "owner",
          "#generation": "generation",
        },
      }),
    ],
  ]);
  const lost = item({ UpdateItem: refused }).item;
  await expect(lost.rememberSuccess(token, { version: "v2", colour: "green" })).rejects.toMatchObject({
    name: "LockLost",
  });
  await expect(lost.release(token)).rejects.toMatchObject({ name: "LockLost" });
});

test("does not take another error for a lost lock", async () => {
  const throttled = item({ UpdateItem: new Error("throttled") }).item;
  await expect(throttled.take("arn:release:8", 7)).rejects.toThrow("throttled");
});

test("reads back what it remembered", async () => {
  const Item = {
    lastSuccess: { S: JSON.stringify({ version: "v1", colour: "blue", at: "2026-01-01T00:00:00Z" }) },
    "suspended-green": { S: '["HealthCheck"]' },
  };
  const { item: one } = item({ GetItem: { Item } });
  await expect(one.lastSuccess()).resolves.toEqual({ version: "v1", colour: "blue" });
  await expect(one.suspended("green")).resolves.toEqual(["HealthCheck"]);
  await expect(one.suspended("blue")).resolves.toEqual([]);
});
