import { hostname, userInfo } from "node:os";
import { DeleteItemCommand, type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchBucket,
  NoSuchKey,
  type S3Client,
} from "@aws-sdk/client-s3";
import { z } from "zod";

const lockInfo = z.object({ ID: z.string(), Who: z.string() });

/** Terraform's name for who runs it here. */
export function whoami(): string {
  return `${userInfo().username}@${hostname()}`;
}

/**
 * Removes the lock that a killed bootstrap left on a state, and no other: Terraform could not move the state then.
 * Call it only where an unfinished bootstrap of this machine is known, or it could break into a run that goes on.
 * @returns the lock's holder if it is somebody else, whose lock stays.
 */
export async function removeOwnLock(
  dynamo: Pick<DynamoDBClient, "send">,
  table: string,
  statePath: string,
  who = whoami(),
): Promise<string | undefined> {
  const key = { LockID: { S: statePath } };
  const { Item: item } = await dynamo
    .send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }))
    .catch((error: unknown) => {
      // The run was killed before it had made the table.
      if (error instanceof Error && error.name === "ResourceNotFoundException") return { Item: undefined };
      throw error;
    });
  const info = item?.["Info"]?.S;
  if (info === undefined) return undefined;
  const { Who: holder } = lockInfo.parse(JSON.parse(info));
  if (holder !== who) return holder;
  await dynamo.send(
    new DeleteItemCommand({
      TableName: table,
      Key: key,
      ConditionExpression: "Info = :info",
      ExpressionAttributeValues: { ":info": { S: info } },
    }),
  );
  return undefined;
}

/** The same for a lock that lies beside its state, in the bucket. */
export async function removeOwnLockFile(
  s3: Pick<S3Client, "send">,
  bucket: string,
  state: string,
  who = whoami(),
): Promise<string | undefined> {
  const at = { Bucket: bucket, Key: `${state}.tflock` };
  const lock = await s3.send(new GetObjectCommand(at)).catch((error: unknown) => {
    // The run was killed before it had made the bucket, or had ended.
    if (error instanceof NoSuchKey || error instanceof NoSuchBucket) return undefined;
    throw error;
  });
  if (lock === undefined) return undefined;
  const { Who: holder } = lockInfo.parse(JSON.parse((await lock.Body?.transformToString()) ?? ""));
  if (holder !== who) return holder;
  await s3.send(new DeleteObjectCommand({ ...at, IfMatch: lock.ETag }));
  return undefined;
}
