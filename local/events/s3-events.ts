import { randomUUID } from "node:crypto";
import { GetBucketLocationCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { motoConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import { BucketNotifications } from "./bucket-notifications";
import { EventBridge } from "./event-bridge";

/** Watches S3 and sends `Object Created` for buckets whose notifications go to EventBridge. */
export class S3Events implements LocalService {
  readonly scopes = ["s3"];
  private readonly events: EventBridge;
  private readonly notifications = new BucketNotifications();
  private readonly owners = new Map<string, Place>();
  private readonly publishing = new Set<Promise<void>>();
  private readonly closing = new AbortController();

  constructor(private readonly context: LocalContext) {
    this.events = new EventBridge(context);
  }

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const [, bucket = "", key = ""] = /^\/([^/]+)\/?(.*)$/.exec(request.path) ?? [];
    if (key === "" && request.query.has("notification"))
      return this.notifications.handle(bucket, request, next);
    const response = await next(request);
    if (key === "") this.followDeletion(bucket, request, response);
    else this.follow(bucket, decodeURIComponent(key), request, response);
    return response;
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.publishing);
  }

  private followDeletion(
    bucket: string,
    { method, query }: ServiceRequest,
    { status }: ServiceResponse,
  ): void {
    if (method !== "DELETE" || query.size > 0 || status >= 300) return;
    this.notifications.forget(bucket);
    this.owners.delete(bucket);
  }

  /** Nobody waits for the event: on AWS it comes after the answer too. */
  private follow(bucket: string, key: string, request: ServiceRequest, response: ServiceResponse): void {
    const reason = creation(request);
    if (reason === undefined || response.status !== 200 || !this.notifications.sends(bucket)) return;
    const object = {
      key,
      size: Number(request.headers["x-amz-decoded-content-length"] ?? request.body.length),
      etag: response.headers["etag"]?.replaceAll('"', ""),
      "version-id": response.headers["x-amz-version-id"],
      sequencer: Date.now().toString(16).toUpperCase().padStart(18, "0"),
    };
    const origin = {
      "request-id": randomUUID(),
      requester: request.account,
      "source-ip-address": "127.0.0.1",
    };
    const published = this.publish(bucket, { object, ...origin, reason })
      .catch((error: unknown) => this.context.log("events", `s3://${bucket}/${key}: ${String(error)}`))
      .finally(() => this.publishing.delete(published));
    this.publishing.add(published);
  }

  private async publish(bucket: string, detail: Record<string, unknown>): Promise<void> {
    const owner = await this.owner(bucket);
    if (owner === undefined) throw new Error("no account owns the bucket");
    await this.events.publish(
      owner,
      {
        source: "aws.s3",
        "detail-type": "Object Created",
        resources: [`arn:aws:s3:::${bucket}`],
        detail: { version: "0", bucket: { name: bucket }, ...detail },
      },
      this.closing.signal,
    );
  }

  /** The place that a bucket belongs to: moto gives a bucket to every account, but lists it in its own only. */
  private async owner(bucket: string): Promise<Place | undefined> {
    const known = this.owners.get(bucket);
    if (known !== undefined) return known;
    for (const account of new Set(this.context.places().map((place) => place.account))) {
      const s3 = new S3Client(motoConfiguration(this.context, { account, region: "us-east-1" }));
      const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
      if (!Buckets.some(({ Name }) => Name === bucket)) continue;
      const { LocationConstraint: region } = await s3.send(new GetBucketLocationCommand({ Bucket: bucket }));
      const place = { account, region: region ?? "us-east-1" };
      this.owners.set(bucket, place);
      return place;
    }
    return undefined;
  }
}

/** How the request makes an object, if it does. */
function creation({ method, query, headers }: ServiceRequest): string | undefined {
  if (method === "POST") return query.has("uploadId") ? "CompleteMultipartUpload" : undefined;
  const subresources = [...query.keys()].filter((name) => name !== "x-id");
  if (method !== "PUT" || subresources.length > 0) return undefined;
  return headers["x-amz-copy-source"] === undefined ? "PutObject" : "CopyObject";
}
