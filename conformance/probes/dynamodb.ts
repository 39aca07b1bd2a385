import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { isServiceFailure, refusal, refusalOrUndo, type ProbeGroup } from "../probe";
import type { Sandbox } from "../sandbox";

const CONDITIONS =
  "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html";
const RACERS = 8;

export function tableOf(sandbox: Sandbox): Promise<string> {
  return sandbox.once("table", async () => {
    const client = sandbox.client(DynamoDBClient);
    const TableName = sandbox.name("table");
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        Tags: sandbox.tagList,
      }),
    );
    sandbox.undo(`table ${TableName}`, () => client.send(new DeleteTableCommand({ TableName })));
    await waitUntilTableExists({ client, maxWaitTime: 120, minDelay: 1 }, { TableName });
    return TableName;
  });
}

function claim(TableName: string, id: string, owner: string): PutItemCommand {
  return new PutItemCommand({
    TableName,
    Item: { id: { S: id }, owner: { S: owner } },
    ConditionExpression: "attribute_not_exists(id)",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
}

export const dynamoDbProbes: ProbeGroup = {
  service: "DynamoDB",
  probes: [
    {
      id: "dynamodb-race",
      behaviour: `of ${RACERS} writes under one condition exactly one wins`,
      documentation: CONDITIONS,
      expected: "1",
      run: async (sandbox) => {
        const table = await tableOf(sandbox);
        const client = sandbox.client(DynamoDBClient);
        const racers = Array.from({ length: RACERS }, (_, index) =>
          refusal(client.send(claim(table, "race", `racer-${index}`))),
        );
        return String((await Promise.all(racers)).filter((outcome) => outcome === "accepted").length);
      },
    },
    {
      id: "dynamodb-condition",
      behaviour: "a failed condition names itself and shows the item that is there",
      documentation: CONDITIONS,
      expected: "ConditionalCheckFailedException first",
      run: async (sandbox) => {
        const table = await tableOf(sandbox);
        const client = sandbox.client(DynamoDBClient);
        await client.send(claim(table, "condition", "first"));
        const failure: unknown = await client
          .send(claim(table, "condition", "second"))
          .catch((e: unknown) => e);
        if (!isServiceFailure(failure)) return "accepted";
        const { Item } = failure as { Item?: { owner?: { S?: string } } };
        return `${failure.name} ${Item?.owner?.S ?? "no item"}`;
      },
    },
    {
      id: "dynamodb-consistent-read",
      behaviour: "a consistent read sees the last write",
      documentation:
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html",
      expected: "mine",
      run: async (sandbox) => {
        const TableName = await tableOf(sandbox);
        const client = sandbox.client(DynamoDBClient);
        const id = { S: "read" };
        await client.send(new PutItemCommand({ TableName, Item: { id, owner: { S: "mine" } } }));
        const { Item } = await client.send(
          new GetItemCommand({ TableName, Key: { id }, ConsistentRead: true }),
        );
        return Item?.owner?.S ?? "nothing";
      },
    },
    {
      id: "dynamodb-missing-table",
      behaviour: "a table that is not there is named as such",
      documentation: "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html",
      expected: "ResourceNotFoundException",
      run: (sandbox) => {
        const TableName = sandbox.name("none");
        return refusal(
          sandbox.client(DynamoDBClient).send(new GetItemCommand({ TableName, Key: { id: { S: "x" } } })),
        );
      },
    },
    {
      id: "dynamodb-name",
      behaviour: "a table's name has at least three characters",
      documentation: "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html",
      expected: "ValidationException",
      run: (sandbox) => {
        const client = sandbox.client(DynamoDBClient);
        const TableName = "ab";
        const create = new CreateTableCommand({
          TableName,
          BillingMode: "PAY_PER_REQUEST",
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        });
        return refusalOrUndo(sandbox, "table ab", client.send(create), () =>
          client.send(new DeleteTableCommand({ TableName })),
        );
      },
    },
  ],
};
