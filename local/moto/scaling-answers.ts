import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";

/** What moto tells of everything of a kind, whatever it was given, and Terraform would take away again. */
const INVENTED: Readonly<Record<string, RegExp>> = {
  // A queue and a role.
  DescribeLifecycleHooks:
    /<(NotificationTargetARN|RoleARN)>arn:aws:(sqs:us-east-1:123456789012:|iam::1234567890:).*?<\/\1>/g,
  // Empty but for what AWS says by default.
  DescribePolicies:
    /<PredictiveScalingConfiguration>.*?<\/PredictiveScalingConfiguration>|<PredictiveScalingConfiguration ?\/>/gs,
};

/** Auto Scaling's hooks and policies as AWS tells of them. */
export class ScalingAnswers implements LocalService {
  readonly scopes = ["autoscaling"];

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const response = await next(request);
    const invented = INVENTED[request.operation ?? ""];
    if (invented === undefined) return response;
    const body = response.body.toString().replaceAll(invented, "");
    // moto forgets whether a policy acts, which it does unless it is told not to.
    return { ...response, body: body.replaceAll("<PolicyName>", "<Enabled>true</Enabled><PolicyName>") };
  }
}
