import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { CodeDeploy } from "../../../modules/blue-green/code-deploy";
import { CodeDeployRole } from "../../../modules/blue-green/code-deploy-role";
import { synth } from "../../synth";
import { statements } from "../statements";
import { attributes, resources } from "./resources";

const json = synth((stack) => {
  const fleet = (colour: string) =>
    new AutoscalingGroup(stack, colour, { name: `shop-dev-${colour}`, minSize: 0, maxSize: 1 });
  const role = new CodeDeployRole(stack, "role", {
    name: "shop-dev-codedeploy",
    location: { partition: "aws", account: "222222222222", region: "eu-west-1" },
    application: "shop-dev",
    autoScalingGroupNames: ["shop-dev-blue", "shop-dev-green"],
    instanceRole: new IamRole(stack, "instance", { assumeRolePolicy: "{}" }),
    templateTags: { service: "web" },
  });
  new CodeDeploy(stack, "deploy", {
    name: "shop-dev",
    role,
    fleets: { blue: fleet("blue"), green: fleet("green") },
  });
});

describe("CodeDeploy", () => {
  it("has one group per colour, in place, away from traffic and with its own fleet only", () => {
    const [application] = Object.keys(resources(json, "aws_codedeploy_app"));
    const [role] = Object.keys(resources(json, "aws_iam_role")).filter((id) => id.startsWith("role_"));
    const [policy] = Object.keys(resources(json, "aws_iam_role_policy"));
    expect(attributes(json, "aws_codedeploy_deployment_group")).toEqual(
      ["blue", "green"].map((colour) => ({
        app_name: `\${aws_codedeploy_app.${application}.name}`,
        deployment_group_name: `\${aws_autoscaling_group.${colour}.name}`,
        autoscaling_groups: [`\${aws_autoscaling_group.${colour}.name}`],
        deployment_config_name: "CodeDeployDefault.AllAtOnce",
        deployment_style: { deployment_type: "IN_PLACE", deployment_option: "WITHOUT_TRAFFIC_CONTROL" },
        service_role_arn: `\${aws_iam_role.${role}.arn}`,
        depends_on: [`aws_iam_role_policy.${policy}`],
      })),
    );
  });
});

describe("CodeDeployRole", () => {
  it("may be assumed by CodeDeploy on behalf of its own application only", () => {
    expect(statements(json, "role_trust")).toEqual([
      {
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["codedeploy.amazonaws.com"] }],
        condition: [
          { test: "StringEquals", variable: "aws:SourceAccount", values: ["222222222222"] },
          {
            test: "ArnLike",
            variable: "aws:SourceArn",
            values: ["arn:aws:codedeploy:eu-west-1:222222222222:deploymentgroup:shop-dev/*"],
          },
        ],
      },
    ]);
  });

  it("finds instances, keeps hooks on its fleets and launches from templates with one role, and no more", () => {
    const ec2 = "arn:aws:ec2:eu-west-1:222222222222";
    const group = (colour: string) =>
      `arn:aws:autoscaling:eu-west-1:222222222222:autoScalingGroup:*:autoScalingGroupName/shop-dev-${colour}`;
    expect(statements(json, "role_permissions")).toEqual([
      {
        sid: "FindInstances",
        actions: [
          "autoscaling:DescribeAutoScalingGroups",
          "autoscaling:DescribeLifecycleHooks",
          "ec2:DescribeInstances",
          "ec2:DescribeInstanceStatus",
        ],
        resources: ["*"],
      },
      {
        sid: "KeepLaunchHooks",
        actions: [
          "autoscaling:CompleteLifecycleAction",
          "autoscaling:DeleteLifecycleHook",
          "autoscaling:PutLifecycleHook",
          "autoscaling:RecordLifecycleActionHeartbeat",
          "autoscaling:UpdateAutoScalingGroup",
        ],
        resources: [group("blue"), group("green")],
      },
      {
        sid: "UseOwnTemplates",
        actions: ["ec2:RunInstances"],
        resources: [`${ec2}:launch-template/*`],
        condition: [{ test: "StringEquals", variable: "aws:ResourceTag/service", values: ["web"] }],
      },
      {
        sid: "LaunchWhatTemplatesSay",
        actions: ["ec2:RunInstances"],
        resources: [
          "arn:aws:ec2:eu-west-1::image/*",
          `${ec2}:instance/*`,
          `${ec2}:security-group/*`,
          `${ec2}:volume/*`,
        ],
        condition: [
          { test: "ArnLike", variable: "ec2:LaunchTemplate", values: [`${ec2}:launch-template/*`] },
          { test: "Bool", variable: "ec2:IsLaunchTemplateResource", values: ["true"] },
        ],
      },
      {
        sid: "LaunchIntoSubnets",
        actions: ["ec2:RunInstances"],
        resources: [`${ec2}:network-interface/*`, `${ec2}:subnet/*`],
        condition: [
          { test: "ArnLike", variable: "ec2:LaunchTemplate", values: [`${ec2}:launch-template/*`] },
        ],
      },
      {
        sid: "TagWhatIsLaunched",
        actions: ["ec2:CreateTags"],
        resources: [`${ec2}:instance/*`, `${ec2}:volume/*`],
        condition: [{ test: "StringEquals", variable: "ec2:CreateAction", values: ["RunInstances"] }],
      },
      {
        sid: "PassInstanceRole",
        actions: ["iam:PassRole"],
        resources: ["${aws_iam_role.instance.arn}"],
        condition: [{ test: "StringEquals", variable: "iam:PassedToService", values: ["ec2.amazonaws.com"] }],
      },
    ]);
  });
});
