import {
  AwsError,
  type LocalService,
  type Next,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service";
import { answer } from "../models/answer";

/**
 * Bucket policies, kept away from moto: it evaluates a conditional Deny (as for TLS only) wrongly and then
 * answers 403 to everything.
 */
export class BucketPolicies implements LocalService {
  readonly scopes = ["s3"];
  private readonly policies = new Map<string, string>();

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const { operation = "", parameters } = request;
    const bucket = String(parameters.Bucket);
    if (operation.endsWith("BucketPolicy")) await requireBucket(bucket, request, next);
    switch (operation) {
      case "PutBucketPolicy":
        this.policies.set(bucket, String(parameters.Policy));
        return answer(request);
      case "DeleteBucketPolicy":
        this.policies.delete(bucket);
        return answer(request);
      case "GetBucketPolicy": {
        const Policy = this.policies.get(bucket);
        if (!Policy) throw new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", 404);
        return answer(request, { Policy });
      }
      default: {
        const response = await next(request);
        if (operation === "DeleteBucket" && response.status < 300) this.policies.delete(bucket);
        return response;
      }
    }
  }
}

async function requireBucket(bucket: string, request: ServiceRequest, next: Next): Promise<void> {
  const head = { method: "HEAD", query: new URLSearchParams(), body: Buffer.alloc(0) };
  const { status } = await next({ ...request, ...head });
  if (status === 404)
    throw new AwsError("NoSuchBucket", `The specified bucket does not exist: ${bucket}`, 404);
}
