import type { Next, ServiceRequest, ServiceResponse } from "../gateway/service";

const ELEMENT = /<EventBridgeConfiguration\s*(\/>|>[^]*?<\/EventBridgeConfiguration>)/;

/**
 * Which buckets send their events to EventBridge. moto forgets this element in its answers, and would deliver
 * to targets that it does not know; so it never sees it.
 */
export class BucketNotifications {
  private readonly sending = new Set<string>();

  sends(bucket: string): boolean {
    return this.sending.has(bucket);
  }

  /** Answers what concerns a bucket's notifications, asking moto for the rest of them. */
  async handle(bucket: string, request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    if (request.method !== "PUT") return this.completed(bucket, await next(request));
    const body = request.body.toString();
    const response = await next({ ...request, body: Buffer.from(body.replace(ELEMENT, "")) });
    if (response.status === 200) this.remember(bucket, ELEMENT.test(body));
    return response;
  }

  forget(bucket: string): void {
    this.sending.delete(bucket);
  }

  private remember(bucket: string, sends: boolean): void {
    if (sends) this.sending.add(bucket);
    else this.sending.delete(bucket);
  }

  private completed(bucket: string, response: ServiceResponse): ServiceResponse {
    if (response.status !== 200 || !this.sends(bucket)) return response;
    const others = /<NotificationConfiguration[^>/]*>([^]*)<\/NotificationConfiguration>/.exec(
      response.body.toString(),
    );
    const body = `<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${others?.[1] ?? ""}<EventBridgeConfiguration/></NotificationConfiguration>`;
    return { ...response, headers: { ...response.headers, "content-type": "application/xml" }, body };
  }
}
