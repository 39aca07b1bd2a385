import {
  AwsError,
  type LocalService,
  type Next,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service";

/**
 * Bucket policies, kept away from moto: it evaluates a conditional Deny (as for TLS only) wrongly and then
 * answers 403 to everything.
 */
export class BucketPolicies implements LocalService {
  readonly scopes = ["s3"];
  private readonly policies = new Map<string, Buffer>();

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const bucket = request.path.slice(1).replace(/\/$/, "");
    if (!bucket || bucket.includes("/")) return next(request);
    if (!request.query.has("policy")) {
      const response = await next(request);
      const deleted = request.method === "DELETE" && request.query.size === 0 && response.status < 300;
      if (deleted) this.policies.delete(bucket);
      return response;
    }
    await requireBucket(bucket, request, next);
    return this.answer(bucket, request);
  }

  private answer(bucket: string, { method, body }: ServiceRequest): ServiceResponse {
    switch (method) {
      case "PUT":
        this.policies.set(bucket, body);
        return { status: 204, headers: {}, body: "" };
      case "DELETE":
        this.policies.delete(bucket);
        return { status: 204, headers: {}, body: "" };
      default: {
        const policy = this.policies.get(bucket);
        if (!policy) throw new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", 404);
        return { status: 200, headers: { "content-type": "application/json" }, body: policy };
      }
    }
  }
}

async function requireBucket(bucket: string, request: ServiceRequest, next: Next): Promise<void> {
  const { status } = await next({
    ...request,
    method: "HEAD",
    query: new URLSearchParams(),
    body: Buffer.alloc(0),
  });
  if (status === 404)
    throw new AwsError("NoSuchBucket", `The specified bucket does not exist: ${bucket}`, 404);
}
