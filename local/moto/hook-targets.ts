import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";

/** moto tells these of every hook, whatever it was given. */
const INVENTED =
  /<(NotificationTargetARN|RoleARN)>arn:aws:(sqs:us-east-1:123456789012:|iam::1234567890:).*?<\/\1>/g;

/** Lifecycle hooks without the queue and the role that nobody gave them, which Terraform would take away again. */
export class HookTargets implements LocalService {
  readonly scopes = ["autoscaling"];

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const response = await next(request);
    if (request.operation !== "DescribeLifecycleHooks") return response;
    return { ...response, body: response.body.toString().replaceAll(INVENTED, "") };
  }
}
