import { Alarms } from "./alarms/alarms";
import { LaunchHooks } from "./auto-scaling/launch-hooks";
import { CodeBuild } from "./codebuild/code-build";
import { CodeDeploy } from "./codedeploy/code-deploy";
import { CodePipeline } from "./codepipeline/code-pipeline";
import type { LocalContext } from "./context";
import { EventBridge } from "./events/event-bridge";
import { S3Events } from "./events/s3-events";
import { Fleet } from "./fleet/fleet";
import type { LocalService } from "./gateway/service";
import { Lambda } from "./lambda/lambda";
import { LoadBalancer } from "./load-balancer/load-balancer";
import { CloudWatch } from "./metrics/cloud-watch";
import { Metrics } from "./metrics/metrics";
import { BucketPolicies } from "./moto/bucket-policies";
import { ScalingAnswers } from "./moto/scaling-answers";
import { LaunchTemplateTags } from "./moto/launch-template-tags";
import { StepFunctions } from "./step-functions/step-functions";

/**
 * The routing table: every service that the gateway asks before moto. Of two with the same scope the first is
 * asked first. Peers that several services share are made here, above the table, and stand in it themselves
 * (with no scopes) when they must be started or stopped.
 */
export function createServices(context: LocalContext): readonly LocalService[] {
  const fleet = new Fleet(context);
  const launchHooks = new LaunchHooks(context, fleet);
  const metrics = new Metrics(context.clock, () => context.lateness.milliseconds("metricArrives"));
  const loadBalancer = new LoadBalancer(context, { fleet, launchHooks, metrics });
  fleet.onTerminating((instanceId) => loadBalancer.drain(instanceId));
  return [
    new BucketPolicies(),
    new ScalingAnswers(),
    new LaunchTemplateTags(),
    new Lambda(context),
    new StepFunctions(context),
    new CodeBuild(context),
    new CodePipeline(context),
    new S3Events(context),
    new EventBridge(),
    fleet,
    launchHooks,
    new CodeDeploy(context, fleet),
    loadBalancer,
    new Alarms(context, metrics),
    new CloudWatch(context, metrics),
  ];
}
