import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../../../local/gateway/service";

const xml = (body: string): ServiceResponse => ({
  status: 200,
  headers: { "content-type": "application/xml" },
  body,
  origin: "moto",
});

/** Answers what S3 events ask about buckets; account 222222222222 owns `source` and `quiet`. */
export class FakeBuckets implements LocalService {
  readonly scopes = ["s3"];
  readonly notifications: string[] = [];

  handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const { path, query, account } = request;
    if (path === "/") {
      const names = account === "222222222222" ? ["source", "quiet"] : [];
      const buckets = names.map((name) => `<Bucket><Name>${name}</Name></Bucket>`).join("");
      return Promise.resolve(
        xml(`<ListAllMyBucketsResult><Buckets>${buckets}</Buckets></ListAllMyBucketsResult>`),
      );
    }
    if (query.has("location"))
      return Promise.resolve(xml("<LocationConstraint>eu-west-1</LocationConstraint>"));
    // As moto: forgets that events go to EventBridge.
    if (query.has("notification")) {
      this.notifications.push(request.body.toString());
      return Promise.resolve(xml(request.method === "PUT" ? "" : "<NotificationConfiguration/>"));
    }
    return next(request);
  }
}
