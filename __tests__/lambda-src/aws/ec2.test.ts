import type { EC2Client } from "@aws-sdk/client-ec2";
import { Ec2LaunchTemplates } from "../../../lambda-src/aws/ec2";
import { fakeClient } from "../fake-client";

test("names the newest version of a launch template by its number", async () => {
  const { client, sent } = fakeClient<EC2Client>({
    DescribeLaunchTemplates: { LaunchTemplates: [{ LatestVersionNumber: 5 }] },
  });
  await expect(new Ec2LaunchTemplates(client).newestVersion("lt-1")).resolves.toBe("5");
  expect(sent).toEqual([["DescribeLaunchTemplates", { LaunchTemplateIds: ["lt-1"] }]]);
});

test("names a launch template without a version", async () => {
  const { client } = fakeClient<EC2Client>({ DescribeLaunchTemplates: { LaunchTemplates: [] } });
  await expect(new Ec2LaunchTemplates(client).newestVersion("lt-1")).rejects.toThrow(
    "launch template lt-1: must have a version",
  );
});
