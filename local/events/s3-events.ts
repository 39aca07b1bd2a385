import { randomUUID } from "node:crypto";
import type { LocalContext } from "../context";
import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import { BucketNotifications } from "./bucket-notifications";
import { deliver } from "./delivery";

/** Watches S3 and sends `Object Created` for buckets whose notifications go to EventBridge. */
export class S3Events implements LocalService {
  readonly scopes = ["s3"];
  private readonly notifications = new BucketNotifications();
  private readonly publishing = new Set<Promise<void>>();
  private readonly closing = new AbortController();

  constructor(private readonly context: LocalContext) {}

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const { Bucket, Key } = request.parameters;
    const bucket = String(Bucket);
    switch (request.operation) {
      case "GetBucketNotificationConfiguration":
        return this.notifications.completed(bucket, await next(request));
      case "PutBucketNotificationConfiguration":
        return this.notifications.put(bucket, request, next);
      case "DeleteBucket": {
        const response = await next(request);
        if (response.status < 300) this.notifications.forget(bucket);
        return response;
      }
      case "PutObject":
      case "CopyObject":
      case "CompleteMultipartUpload": {
        const response = await next(request);
        if (response.status === 200) this.created(bucket, String(Key), request, response);
        return response;
      }
      default:
        return next(request);
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.publishing);
  }

  /** Nobody waits for the event: on AWS it comes after the answer too. */
  private created(bucket: string, key: string, request: ServiceRequest, response: ServiceResponse): void {
    const place = this.notifications.destination(bucket);
    if (place === undefined) return;
    const object = {
      key,
      size: Number(request.headers["x-amz-decoded-content-length"] ?? request.body.length),
      etag: response.headers["etag"]?.replaceAll('"', ""),
      "version-id": response.headers["x-amz-version-id"],
      sequencer: Date.now().toString(16).toUpperCase().padStart(18, "0"),
    };
    const event = {
      source: "aws.s3",
      "detail-type": "Object Created",
      resources: [`arn:aws:s3:::${bucket}`],
      detail: {
        version: "0",
        bucket: { name: bucket },
        object,
        "request-id": randomUUID(),
        requester: request.account,
        "source-ip-address": "127.0.0.1",
        reason: request.operation,
      },
    };
    const published = deliver(this.context, place, event, this.closing.signal)
      .catch((error: unknown) => this.context.log("events", `s3://${bucket}/${key}: ${String(error)}`))
      .finally(() => this.publishing.delete(published));
    this.publishing.add(published);
  }
}
