import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AutoScalingFleets } from "../aws/auto-scaling";
import { CodeDeployments } from "../aws/code-deploy";
import { ReleaseItem } from "../aws/dynamodb";
import { Ec2LaunchTemplates } from "../aws/ec2";
import { ElbBalancer } from "../aws/elb";
import { environment, event } from "../contracts/fleet";
import { parseEnvironment, type Variables } from "../runtime/environment";
import { handle } from "../runtime/handle";
import type { Write } from "../runtime/log";
import * as capacity from "../steps/capacity";
import * as back from "../steps/clean-up";
import * as deploy from "../steps/deploy";
import * as officeHours from "../steps/office-hours";
import * as processes from "../steps/processes";

export type World = capacity.World & processes.World & deploy.World & back.World & officeHours.World;

/** Changes Auto Scaling groups and deployments. */
export const fleet = (world: World, write?: Write) =>
  handle(
    event,
    async (input): Promise<unknown> => {
      const { token } = input;
      switch (input.action) {
        case "hold":
          return capacity.hold(world, token, input.plan);
        case "clear":
          return capacity.clear(world, token, input.plan);
        case "raise":
          return capacity.raise(world, token, input.plan, input.size);
        case "attach":
          return deploy.attach(world, token, input.plan);
        case "deploy":
          return deploy.start(world, token, input.plan, input.revision);
        case "settle":
          return processes.settle(world, token, input.plan);
        case "drain":
          return capacity.drain(world, token, input.plan);
        case "cleanUp":
          return back.cleanUp(world, token, input.plan);
        case "close":
          return officeHours.close(world, token);
        case "open":
          return officeHours.open(world, token);
      }
    },
    write,
  );

export function world(variables: Variables): World {
  const { TABLE_NAME, RULE_ARN, TARGET_GROUP_ARNS, FLEETS, APPLICATION, MINIMUM } = parseEnvironment(
    environment,
    variables,
  );
  const item = new ReleaseItem(new DynamoDBClient({}), TABLE_NAME);
  return {
    lock: item,
    history: item,
    suspensions: item,
    balancer: new ElbBalancer(new ElasticLoadBalancingV2Client({}), RULE_ARN, TARGET_GROUP_ARNS),
    fleets: new AutoScalingFleets(new AutoScalingClient({}), FLEETS),
    templates: new Ec2LaunchTemplates(new EC2Client({})),
    deployments: new CodeDeployments(new CodeDeployClient({}), APPLICATION, FLEETS),
    minimum: MINIMUM,
  };
}
