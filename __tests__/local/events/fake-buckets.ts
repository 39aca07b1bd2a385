import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../../../local/gateway/service";

const xml = (body: string): ServiceResponse => ({
  status: 200,
  headers: { "content-type": "application/xml" },
  body,
  origin: "moto",
});

/** Answers what is asked about the notifications of buckets. */
export class FakeBuckets implements LocalService {
  readonly scopes = ["s3"];
  readonly notifications: string[] = [];

  handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    // As moto: forgets that events go to EventBridge.
    if (request.query.has("notification")) {
      this.notifications.push(request.body.toString());
      return Promise.resolve(xml(request.method === "PUT" ? "" : "<NotificationConfiguration/>"));
    }
    return next(request);
  }
}
