import { InstanceRole } from "../../../modules/blue-green/instance-role";
import { synth } from "../../synth";
import { statements } from "../statements";
import { attributes } from "./resources";

const json = synth((stack) => {
  new InstanceRole(stack, "instance", {
    name: "shop-dev-instance",
    partition: "aws",
    artifacts: {
      bucketArn: "arn:aws:s3:::shop-artifacts",
      keyArn: "arn:aws:kms:eu-west-1:111111111111:key/1",
      prefix: "releases/",
    },
  });
});

describe("InstanceRole", () => {
  it("may be assumed by EC2", () => {
    expect(statements(json, "instance_trust")).toEqual([
      {
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["ec2.amazonaws.com"] }],
      },
    ]);
  });

  it("reads released revisions, and nothing else", () => {
    expect(statements(json, "instance_releases")).toEqual([
      {
        actions: ["s3:GetObjectVersion"],
        resources: ["arn:aws:s3:::shop-artifacts/releases/*"],
      },
      { actions: ["kms:Decrypt"], resources: ["arn:aws:kms:eu-west-1:111111111111:key/1"] },
    ]);
    expect(attributes(json, "aws_iam_role_policy")).toHaveLength(1);
  });

  it("is managed by Systems Manager", () => {
    expect(attributes(json, "aws_iam_role_policy_attachment")).toEqual([
      expect.objectContaining({ policy_arn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" }),
    ]);
  });

  it("gives role and profile the same name", () => {
    for (const type of ["aws_iam_role", "aws_iam_instance_profile"])
      expect(attributes(json, type)).toEqual([expect.objectContaining({ name: "shop-dev-instance" })]);
  });
});
