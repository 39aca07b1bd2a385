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
    const bucket = String(request.parameters.Bucket);
    switch (request.operation) {
      case "PutBucketPolicy":
        await requireBucket(bucket, request, next);
        this.policies.set(bucket, String(request.parameters.Policy));
        return answer(request);
      case "DeleteBucketPolicy":
        await requireBucket(bucket, request, next);
        this.policies.delete(bucket);
        return answer(request);
      case "GetBucketPolicy": {
        await requireBucket(bucket, request, next);
        const Policy = this.policies.get(bucket);
        if (!Policy) throw new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", 404);
        return answer(request, { Policy });
      }
      case "DeleteBucket": {
        const response = await next(request);
        if (response.status < 300) this.policies.delete(bucket);
        return response;
      }
      default:
        return next(request);
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
