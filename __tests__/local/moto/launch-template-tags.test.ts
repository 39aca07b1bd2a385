import type { ServiceRequest, ServiceResponse } from "../../../local/gateway/service";
import { LaunchTemplateTags } from "../../../local/moto/launch-template-tags";

const item = (type: string) =>
  `<item><resourceType>${type}</resourceType><tagSet><item><key>Name</key><value>x</value></item></tagSet></item>`;

function request(operation: string): ServiceRequest {
  return {
    service: "ec2",
    region: "eu-west-1",
    account: "222222222222",
    caller: "arn:aws:iam::222222222222:root",
    accessKeyId: "key",
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
    operation,
    parameters: {},
  };
}

async function answer(operation: string, body: string): Promise<ServiceResponse> {
  return new LaunchTemplateTags().handle(request(operation), () =>
    Promise.resolve({ status: 200, headers: {}, body: Buffer.from(body) }),
  );
}

describe("LaunchTemplateTags", () => {
  it("keeps a template's own tags out of its versions", async () => {
    const body = `<data>${item("volume")}${item("launch-template")}${item("instance")}</data>`;
    const { body: answered } = await answer("DescribeLaunchTemplateVersions", body);
    expect(answered).toBe(`<data>${item("volume")}${item("instance")}</data>`);
  });

  it("leaves other answers as they are", async () => {
    const body = `<data>${item("launch-template")}</data>`;
    const { body: answered } = await answer("DescribeLaunchTemplates", body);
    expect(answered.toString()).toBe(body);
  });
});
