import type { Place } from "../context";
import type { Next, ServiceRequest, ServiceResponse } from "../gateway/service";

const ELEMENT = /<EventBridgeConfiguration\s*(\/>|>[^]*?<\/EventBridgeConfiguration>)/;

/**
 * Which buckets send their events to EventBridge. moto forgets this element in its answers, and would deliver
 * to targets that it does not know; so it never sees it.
 */
export class BucketNotifications {
  private readonly sending = new Map<string, Place>();

  /** Where a bucket's events go; undefined for one that sends none. */
  destination(bucket: string): Place | undefined {
    return this.sending.get(bucket);
  }

  async put(bucket: string, request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const body = request.body.toString();
    const response = await next({ ...request, body: Buffer.from(body.replace(ELEMENT, "")) });
    if (response.status !== 200) return response;
    // The owner configures it: only a bucket policy could let another account.
    const { account, region } = request;
    if (ELEMENT.test(body)) this.sending.set(bucket, { account, region });
    else this.forget(bucket);
    return response;
  }

  forget(bucket: string): void {
    this.sending.delete(bucket);
  }

  /** What moto tells of a bucket's notifications, with what it has forgotten. */
  completed(bucket: string, response: ServiceResponse): ServiceResponse {
    if (response.status !== 200 || !this.sending.has(bucket)) return response;
    const others = /<NotificationConfiguration[^>/]*>([^]*)<\/NotificationConfiguration>/.exec(
      response.body.toString(),
    );
    const body = `<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${others?.[1] ?? ""}<EventBridgeConfiguration/></NotificationConfiguration>`;
    return { ...response, headers: { ...response.headers, "content-type": "application/xml" }, body };
  }
}
