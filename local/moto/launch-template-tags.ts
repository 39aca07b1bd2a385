import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";

/** What moto adds to a template's own `tagSetSpecificationSet`. */
const OWN_TAGS = /<item>\s*<resourceType>launch-template<\/resourceType>.*?<\/tagSet>\s*<\/item>/gs;

/**
 * A launch template's own tags, kept out of its versions: moto answers them as tags of what is launched, which
 * Terraform takes for a change that was made behind its back.
 */
export class LaunchTemplateTags implements LocalService {
  readonly scopes = ["ec2"];

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const response = await next(request);
    if (request.operation !== "DescribeLaunchTemplateVersions") return response;
    return { ...response, body: response.body.toString().replaceAll(OWN_TAGS, "") };
  }
}
