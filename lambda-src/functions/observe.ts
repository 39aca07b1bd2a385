import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { S3Client } from "@aws-sdk/client-s3";
import { AutoScalingFleets } from "../aws/auto-scaling";
import { CloudWatchMetrics } from "../aws/cloud-watch";
import { CodeDeployments } from "../aws/code-deploy";
import { ReleaseItem } from "../aws/dynamodb";
import { ElbBalancer, ElbTargets } from "../aws/elb";
import { S3Objects } from "../aws/s3";
import { environment, event } from "../contracts/observe";
import type { Clock, Deployments, Metrics } from "../model/ports";
import { clock } from "../runtime/clock";
import { parseEnvironment, type Variables } from "../runtime/environment";
import { handle } from "../runtime/handle";
import type { Write } from "../runtime/log";
import * as capacity from "../steps/capacity";
import * as deploy from "../steps/deploy";
import * as healthy from "../steps/healthy";
import { judge, type Thresholds } from "../steps/judge";
import { preflight, type World as PreflightWorld } from "../steps/preflight";
import { silence } from "../steps/silence";

export interface World extends PreflightWorld, healthy.World {
  readonly balancer: PreflightWorld["balancer"];
  readonly deployments: Pick<Deployments, "running" | "get" | "failures">;
  readonly metrics: Metrics;
  readonly thresholds: Thresholds;
  readonly clock: Pick<Clock, "now">;
}

/** Answers every question of a release, and changes nothing. */
export const observe = (world: World, write?: Write) =>
  handle(
    event,
    async (input): Promise<unknown> => {
      const now = new Date(world.clock.now());
      switch (input.action) {
        case "preflight":
          return preflight(world, input.revision);
        case "empty":
          return capacity.empty(world, input.plan, input.polling);
        case "ready":
          return capacity.ready(world, input.plan, input, input.polling);
        case "deployment":
          return deploy.status(world.deployments, input.deploymentId, input.size, input.polling);
        case "targets":
          return healthy.targets(world, input);
        case "judge": {
          const { plan, shiftedAt, ...watch } = input;
          const asked = { ...watch, colour: plan.candidate, shiftedAt: new Date(shiftedAt) };
          return judge(world.metrics, world.thresholds, asked, now);
        }
        case "silence":
          return silence(world.metrics, input, now);
      }
    },
    write,
  );

export function world(variables: Variables): World {
  const settings = parseEnvironment(environment, variables);
  const elb = new ElasticLoadBalancingV2Client({});
  return {
    balancer: new ElbBalancer(elb, settings.RULE_ARN, settings.TARGET_GROUP_ARNS),
    testers: new ElbTargets(elb, settings.TEST_TARGET_GROUP_ARNS),
    fleets: new AutoScalingFleets(new AutoScalingClient({}), settings.FLEETS),
    deployments: new CodeDeployments(new CodeDeployClient({}), settings.APPLICATION, settings.FLEETS),
    metrics: new CloudWatchMetrics(
      new CloudWatchClient({}),
      settings.LOAD_BALANCER,
      settings.TARGET_GROUPS,
      settings.ALARMS,
    ),
    objects: new S3Objects(new S3Client({})),
    history: new ReleaseItem(new DynamoDBClient({}), settings.TABLE_NAME),
    targetGroups: settings.TARGET_GROUP_ARNS,
    minimum: settings.MINIMUM,
    thresholds: {
      maximumErrorPercent: settings.MAXIMUM_ERROR_PERCENT,
      maximumConnectionErrors: settings.MAXIMUM_CONNECTION_ERRORS,
    },
    clock,
  };
}
