import { DeleteItemCommand, type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, NoSuchKey, type S3Client } from "@aws-sdk/client-s3";
import { removeOwnLock, removeOwnLockFile } from "../../scripts/stale-lock";

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

/** A bucket that holds at most one lock. */
function bucketWith(info: string | Error) {
  const deleted: unknown[] = [];
  const send = (command: unknown): Promise<unknown> => {
    if (command instanceof DeleteObjectCommand) {
      deleted.push(command.input);
      return Promise.resolve({});
    }
    if (info instanceof Error) return Promise.reject(info);
    return Promise.resolve({ ETag: "1", Body: { transformToString: () => Promise.resolve(info) } });
  };
  return { s3: { send } as Pick<S3Client, "send">, deleted };
}

test("removes a lock file of its own only, and only while it is that one", async () => {
  const own = bucketWith(mine);
  await expect(removeOwnLockFile(own.s3, "states", "state.tfstate", "ann@laptop")).resolves.toBeUndefined();
  expect(own.deleted).toEqual([{ Bucket: "states", Key: "state.tfstate.tflock", IfMatch: "1" }]);

  const other = bucketWith(mine);
  await expect(removeOwnLockFile(other.s3, "states", "s", "bob@laptop")).resolves.toBe("ann@laptop");
  const none = bucketWith(new NoSuchKey({ $metadata: {}, message: "none" }));
  await expect(removeOwnLockFile(none.s3, "states", "s", "ann@laptop")).resolves.toBeUndefined();
  const refused = bucketWith(new Error("AccessDenied"));
  await expect(removeOwnLockFile(refused.s3, "states", "s", "ann@laptop")).rejects.toThrow("AccessDenied");
  expect([...other.deleted, ...none.deleted, ...refused.deleted]).toEqual([]);
});
