import { createHash, randomUUID } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";
import type { LocalService, ServiceRequest, ServiceResponse } from "../../../local/gateway/service";

/** Objects by `bucket/key`, every one with a version id. */
export class FakeS3 implements LocalService {
  readonly scopes = ["s3"];
  readonly objects = new Map<string, Buffer>();
  /** Versions of what was put, by `bucket/key`. */
  readonly versions = new Map<string, string>();

  handle({ method, path, body }: ServiceRequest): Promise<ServiceResponse> {
    const name = path.slice(1);
    if (method === "PUT") {
      this.objects.set(name, body);
      this.versions.set(name, randomUUID());
      return Promise.resolve({ status: 200, headers: this.headers(name), body: "", origin: "moto" });
    }
    const object = this.objects.get(name);
    if (object !== undefined)
      return Promise.resolve({ status: 200, headers: this.headers(name), body: object, origin: "moto" });
    const error = "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>";
    return Promise.resolve({
      status: 404,
      headers: { "content-type": "application/xml" },
      body: error,
      origin: "moto",
    });
  }

  private headers(name: string): Record<string, string> {
    const etag = createHash("md5")
      .update(this.objects.get(name) ?? "")
      .digest("hex");
    return { etag: `"${etag}"`, "x-amz-version-id": this.versions.get(name) ?? "first" };
  }
}

/** A zip of these files, by path. */
export async function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return buffer(zip.outputStream);
}
