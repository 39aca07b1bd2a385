import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { VolumeKey } from "../../../modules/blue-green/volume-key";
import { synth } from "../../synth";
import { statements } from "../statements";
import { attributes } from "./resources";

const LAUNCHER =
  "arn:aws:iam::222222222222:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";

const json = synth((stack) => {
  const key = new VolumeKey(stack, "volumes", {
    name: "shop-dev-volumes",
    location: { partition: "aws", account: "222222222222", region: "eu-west-1" },
  });
  key.grantLaunch([new AutoscalingGroup(stack, "group", { maxSize: 1, minSize: 0 })]);
});

describe("VolumeKey", () => {
  it("is granted to Auto Scaling's own role, once the first group has made it exist", () => {
    expect(attributes(json, "aws_kms_grant")).toEqual([
      expect.objectContaining({
        grantee_principal: LAUNCHER,
        operations: expect.arrayContaining([
          "CreateGrant",
          "Decrypt",
          "GenerateDataKeyWithoutPlaintext",
        ]) as string[],
        depends_on: ["aws_autoscaling_group.group"],
      }),
    ]);
  });

  it("can be granted to nobody else", () => {
    const granting = (statements(json, "volumes_key_policy") as { actions: string[] }[]).filter(
      ({ actions }) => actions.includes("kms:CreateGrant"),
    );
    expect(granting).toEqual([
      expect.objectContaining({
        sid: "GrantToOne",
        condition: [{ test: "StringEquals", variable: "kms:GranteePrincipal", values: [LAUNCHER] }],
      }),
    ]);
  });
});
