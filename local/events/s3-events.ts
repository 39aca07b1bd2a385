import {
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  ListBucketsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { LocalContext, Place } from "../context";
import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import { EventBridge } from "./event-bridge";

/** Watches S3 and sends `Object Created` for buckets whose notifications go to EventBridge. */
export class S3Events implements LocalService {
  readonly scopes = ["s3"];
  private readonly events: EventBridge;
  private readonly owners = new Map<string, Place>();
  private readonly publishing = new Set<Promise<void>>();

  constructor(private readonly context: LocalContext) {
    this.events = new EventBridge(context);
  }

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const response = await next(request);
    const created = createdObject(request);
    if (created !== undefined && response.status === 200) this.publish(created, response);
    return response;
  }

  async close(): Promise<void> {
    await Promise.all(this.publishing);
  }

  /** Nobody waits for it: on AWS the event comes after the answer too. */
  private publish(created: CreatedObject, response: ServiceResponse): void {
    const published = this.send(created, response)
      .catch((error: unknown) => this.context.log("events", `s3://${created.bucket}: ${String(error)}`))
      .finally(() => this.publishing.delete(published));
    this.publishing.add(published);
  }

  private async send(
    { bucket, key, size, reason }: CreatedObject,
    { headers }: ServiceResponse,
  ): Promise<void> {
    const owner = await this.owner(bucket);
    if (owner === undefined) return;
    const s3 = await this.client(owner);
    const { EventBridgeConfiguration: on } = await s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
    );
    if (on === undefined) return;
    await this.events.publish(owner, {
      source: "aws.s3",
      "detail-type": "Object Created",
      resources: [`arn:aws:s3:::${bucket}`],
      detail: {
        version: "0",
        bucket: { name: bucket },
        object: {
          key,
          size,
          etag: headers["etag"]?.replaceAll('"', ""),
          "version-id": headers["x-amz-version-id"],
        },
        reason,
      },
    });
  }

  /** The place that a bucket belongs to: moto gives a bucket to every account, but lists it in its own only. */
  private async owner(bucket: string): Promise<Place | undefined> {
    const known = this.owners.get(bucket);
    if (known !== undefined) return known;
    for (const account of new Set(this.context.places().map((place) => place.account))) {
      const s3 = await this.client({ account, region: "us-east-1" });
      const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
      if (!Buckets.some(({ Name }) => Name === bucket)) continue;
      const { LocationConstraint: region } = await s3.send(new GetBucketLocationCommand({ Bucket: bucket }));
      const place = { account, region: region ?? "us-east-1" };
      this.owners.set(bucket, place);
      return place;
    }
    return undefined;
  }

  private async client({ account, region }: Place): Promise<S3Client> {
    const credentials = await this.context.credentials(account);
    return new S3Client({ endpoint: this.context.endpoint, region, forcePathStyle: true, credentials });
  }
}

interface CreatedObject {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly reason: "PutObject" | "CopyObject" | "CompleteMultipartUpload";
}

/** What the request makes, if it succeeds. Path style only: that is what a numeric endpoint gets. */
function createdObject({ method, path, query, headers, body }: ServiceRequest): CreatedObject | undefined {
  const [, bucket = "", ...parts] = path.split("/");
  const key = decodeURIComponent(parts.join("/"));
  if (bucket === "" || key === "") return undefined;
  const size = Number(headers["x-amz-decoded-content-length"] ?? body.length);
  const subresources = [...query.keys()].filter((name) => name !== "x-id");
  if (method === "PUT" && subresources.length === 0) {
    const reason = headers["x-amz-copy-source"] === undefined ? "PutObject" : "CopyObject";
    return { bucket, key, size, reason };
  }
  if (method === "POST" && query.has("uploadId"))
    return { bucket, key, size: 0, reason: "CompleteMultipartUpload" };
  return undefined;
}
