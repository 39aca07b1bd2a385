import { DeleteItemCommand, type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { removeOwnLock } from "../../scripts/stale-lock";

/** A lock table that holds at most one lock. */
function tableWith(info: string | undefined | Error) {
  const deleted: unknown[] = [];
  const send = (command: unknown): Promise<unknown> => {
    if (info instanceof Error) return Promise.reject(info);
    if (command instanceof GetItemCommand)
      return Promise.resolve(info === undefined ? {} : { Item: { Info: { S: info } } });
    if (command instanceof DeleteItemCommand) deleted.push(command.input);
    return Promise.resolve({});
  };
  return { dynamo: { send } as Pick<DynamoDBClient, "send">, deleted };
}

const mine = JSON.stringify({ ID: "1", Who: "ann@laptop", Operation: "migration destination state" });

test("removes the lock of a run that was killed here, if it is still that one", async () => {
  const { dynamo, deleted } = tableWith(mine);
  await expect(removeOwnLock(dynamo, "locks", "bucket/state.tfstate", "ann@laptop")).resolves.toBeUndefined();
  expect(deleted).toEqual([
    {
      TableName: "locks",
      Key: { LockID: { S: "bucket/state.tfstate" } },
      ConditionExpression: "Info = :info",
      ExpressionAttributeValues: { ":info": { S: mine } },
    },
  ]);
});

test("leaves somebody else's lock and tells whose it is", async () => {
  const { dynamo, deleted } = tableWith(mine);
  await expect(removeOwnLock(dynamo, "locks", "p", "bob@laptop")).resolves.toBe("ann@laptop");
  expect(deleted).toEqual([]);
});

test("finds nothing to do without a lock, and without a table", async () => {
  const absent = Object.assign(new Error("no table"), { name: "ResourceNotFoundException" });
  for (const { dynamo, deleted } of [tableWith(undefined), tableWith(absent)]) {
    await expect(removeOwnLock(dynamo, "locks", "p", "ann@laptop")).resolves.toBeUndefined();
    expect(deleted).toEqual([]);
  }
});

test("does not take another failure for a missing table", async () => {
  const { dynamo } = tableWith(new Error("AccessDenied"));
  await expect(removeOwnLock(dynamo, "locks", "p", "ann@laptop")).rejects.toThrow("AccessDenied");
});
