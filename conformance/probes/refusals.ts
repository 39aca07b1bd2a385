import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CodeBuildClient, ListProjectsCommand } from "@aws-sdk/client-codebuild";
import { CodeDeployClient, ListApplicationsCommand } from "@aws-sdk/client-codedeploy";
import { CodePipelineClient, ListPipelinesCommand } from "@aws-sdk/client-codepipeline";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { KMSClient, ListKeysCommand } from "@aws-sdk/client-kms";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { refusalWithStatus, type Probe, type ProbeGroup } from "../probe";
import { nobody } from "../roles";
import type { Sandbox } from "../sandbox";

interface Sender {
  send(command: unknown): Promise<unknown>;
}

/** What a role without any permission is answered, in each service's own form. */
function refused(
  service: string,
  Client: new (configuration: object) => unknown,
  command: () => unknown,
  expected: string,
): Probe {
  return {
    id: `refused-${service}`,
    behaviour: `${service} refuses a role that may do nothing`,
    documentation: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
    expected,
    run: async (sandbox: Sandbox) => {
      const client = sandbox.client(Client, await nobody(sandbox)) as Sender;
      // Whether it ends in `Exception` is the protocol's affair.
      return (await refusalWithStatus(client.send(command()))).replace("Exception ", " ");
    },
  };
}

export const refusals: ProbeGroup = {
  service: "IAM's refusals",
  probes: [
    refused(
      "auto-scaling",
      AutoScalingClient,
      () => new DescribeAutoScalingGroupsCommand({}),
      "AccessDenied 403",
    ),
    refused("cloudwatch", CloudWatchClient, () => new DescribeAlarmsCommand({}), "AccessDenied 400"),
    refused("codebuild", CodeBuildClient, () => new ListProjectsCommand({}), "AccessDenied 400"),
    refused("codedeploy", CodeDeployClient, () => new ListApplicationsCommand({}), "AccessDenied 400"),
    refused("codepipeline", CodePipelineClient, () => new ListPipelinesCommand({}), "AccessDenied 400"),
    refused("dynamodb", DynamoDBClient, () => new ListTablesCommand({}), "AccessDenied 400"),
    refused("ec2", EC2Client, () => new DescribeInstancesCommand({}), "UnauthorizedOperation 403"),
    refused(
      "elb",
      ElasticLoadBalancingV2Client,
      () => new DescribeLoadBalancersCommand({}),
      "AccessDenied 403",
    ),
    refused("events", EventBridgeClient, () => new ListRulesCommand({}), "AccessDenied 400"),
    refused("iam", IAMClient, () => new ListRolesCommand({}), "AccessDenied 403"),
    refused("kms", KMSClient, () => new ListKeysCommand({}), "AccessDenied 400"),
    refused("lambda", LambdaClient, () => new ListFunctionsCommand({}), "AccessDenied 403"),
    refused("step-functions", SFNClient, () => new ListStateMachinesCommand({}), "AccessDenied 400"),
  ],
};
