import { InstanceRole, type InstanceRoleProps } from "../../../modules/blue-green/instance-role";
import { synth } from "../../synth";
import { statements } from "../statements";
import { attributes } from "./resources";

const props: InstanceRoleProps = {
  name: "shop-dev-instance",
  location: { partition: "aws", account: "222222222222", region: "eu-west-1" },
  autoScalingGroupNames: ["shop-dev-blue", "shop-dev-green"],
  privateEndpoint: false,
  logGroupArn: "arn:aws:logs:eu-west-1:222222222222:log-group:/instances/shop-dev",
  metricNamespace: "shop-dev",
  artifacts: {
    bucketArn: "arn:aws:s3:::shop-artifacts",
    keyArn: "arn:aws:kms:eu-west-1:111111111111:key/1",
    prefix: "releases/",
  },
};
const json = synth((stack) => new InstanceRole(stack, "instance", props));

describe("InstanceRole", () => {
  it("may be assumed by EC2", () => {
    expect(statements(json, "instance_trust")).toEqual([
      {
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["ec2.amazonaws.com"] }],
      },
    ]);
  });

  it("completes the launch hooks of its own groups", () => {
    const group = "arn:aws:autoscaling:eu-west-1:222222222222:autoScalingGroup:*:autoScalingGroupName";
    expect(statements(json, "instance_document")).toContainEqual({
      sid: "SayThatItIsReady",
      actions: ["autoscaling:CompleteLifecycleAction"],
      resources: [`${group}/shop-dev-blue`, `${group}/shop-dev-green`],
    });
  });

  it("writes its own log and metrics, and nothing else of CloudWatch", () => {
    const [, ...others] = statements(json, "instance_document");
    expect(others).toEqual([
      {
        sid: "WriteOwnLog",
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [`${props.logGroupArn}:*`],
      },
      {
        sid: "WriteOwnMetrics",
        actions: ["cloudwatch:PutMetricData"],
        resources: ["*"],
        condition: [{ test: "StringEquals", variable: "cloudwatch:namespace", values: ["shop-dev"] }],
      },
    ]);
  });

  it("takes deployments from the endpoint of a private network only with permission", () => {
    const secret = synth((stack) => new InstanceRole(stack, "instance", { ...props, privateEndpoint: true }));
    expect(statements(secret, "instance_document")).toContainEqual({
      sid: "TakeDeployments",
      actions: [
        "GetDeploymentSpecification",
        "PollHostCommand",
        "PutHostCommandAcknowledgement",
        "PutHostCommandComplete",
      ].map((operation) => `codedeploy-commands-secure:${operation}`),
      resources: ["*"],
    });
  });

  it("reads released revisions, and nothing else", () => {
    expect(statements(json, "instance_releases")).toEqual([
      {
        actions: ["s3:GetObjectVersion"],
        resources: ["arn:aws:s3:::shop-artifacts/releases/*"],
      },
      { actions: ["kms:Decrypt"], resources: ["arn:aws:kms:eu-west-1:111111111111:key/1"] },
    ]);
    expect(attributes(json, "aws_iam_role_policy")).toHaveLength(2);
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
