import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { NoSuchKey, type S3Client } from "@aws-sdk/client-s3";
import { S3Objects } from "../../../lambda-src/aws/s3";
import { fakeClient } from "../fake-client";

const revision = { bucket: "artifacts", key: "releases/v2/app.zip", objectVersion: "3sL4", sha256: "" };

test("hashes exactly the version that will be installed, chunk by chunk", async () => {
  const chunks = [Buffer.from("one "), Buffer.from("revision")];
  const { client, sent } = fakeClient<S3Client>({ GetObject: { Body: Readable.from(chunks) } });
  const expected = createHash("sha256").update(Buffer.concat(chunks)).digest("hex");
  await expect(new S3Objects(client).sha256(revision)).resolves.toBe(expected);
  expect(sent).toEqual([
    ["GetObject", { Bucket: "artifacts", Key: "releases/v2/app.zip", VersionId: "3sL4" }],
  ]);
});

test("finds nothing where there is no such object", async () => {
  const missing = new NoSuchKey({ message: "no such key", $metadata: {} });
  const { client } = fakeClient<S3Client>({ GetObject: missing });
  await expect(new S3Objects(client).sha256(revision)).resolves.toBeUndefined();
});

test.each(["AccessDenied", "SlowDown"])("does not take %s for a missing object", async (name) => {
  const { client } = fakeClient<S3Client>({ GetObject: Object.assign(new Error("no"), { name }) });
  await expect(new S3Objects(client).sha256(revision)).rejects.toMatchObject({ name });
});
