import type { Construct } from "constructs";
import { ErrorRateAlarm } from "../modules/alarms/error-rate-alarm";
import { listenerPorts } from "../modules/blue-green/listener-ports";
import { LockTable } from "../modules/release/lock-table";
import { releaseDefinition } from "../modules/release/definition";
import { OfficeHours } from "../modules/release/office-hours";
import { machinePermissions } from "../modules/release/permissions";
import { ReleaseFunctions } from "../modules/release/release-functions";
import { SmokeNetwork } from "../modules/release/smoke-network";
import { StarterRole } from "../modules/release/starter-role";
import { StateMachine } from "../modules/release/state-machine";
import { LogKey } from "../modules/security/log-key";
import type { ArtifactsStack } from "./artifacts-stack";
import type { Deployment, Estate } from "./estate/estate";
import { type Colour, deliveryNames, deploymentNames } from "./estate/names";
import type { NetworkStack } from "./network-stack";
import { PlatformStack } from "./platform-stack";
import type { ServiceStack } from "./service-stack";

export interface ReleaseStackProps {
  readonly estate: Estate;
  readonly deployment: Deployment;
  readonly network: NetworkStack;
  readonly service: ServiceStack;
  readonly artifacts: ArtifactsStack;
}

/** What releases a service in an environment: the state machine, its functions, its lock, and the alarms that its gates ask. */
export class ReleaseStack extends PlatformStack {
  readonly deployment: Deployment;

  constructor(scope: Construct, id: string, props: ReleaseStackProps) {
    const { estate, deployment, network, service, artifacts } = props;
    const { environment, fleet, release, loadBalancer } = deployment;
    super(scope, id, { estate, place: environment, tags: { service: deployment.service.name } });
    this.deployment = deployment;
    const { logRetentionDays, officeHours } = environment;
    const names = deploymentNames(estate, deployment);
    const alarmOf = (colour: Colour): string => {
      const alarmName = names.errorsAlarm(colour);
      new ErrorRateAlarm(this, `${colour}-errors`, {
        name: alarmName,
        loadBalancerArnSuffix: service.loadBalancerArnSuffix,
        targetGroupArnSuffix: service.targetGroups[colour].arnSuffix,
        maximumErrorPercent: release.gate.maximumErrorPercent,
      });
      return alarmName;
    };
    const logKeyArn = new LogKey(this, "log-key", {
      name: names.logKey,
      groups: [`/aws/lambda/${names.release}`, `/aws/vendedlogs/states/${names.release}`],
      location: environment,
    }).arn;
    const { table } = new LockTable(this, "lock", {
      name: names.release,
      preventDestroy: environment.protected,
    });
    const { securityGroup } = new SmokeNetwork(this, "smoke-network", {
      name: `${names.release}-smoke`,
      vpcId: network.vpcId,
      testPort: listenerPorts(loadBalancer.tls).test,
      loadBalancerGroupId: loadBalancer.scheme === "internal" ? service.loadBalancerGroupId : undefined,
    });
    const { arns } = new ReleaseFunctions(this, "functions", {
      name: names.release,
      location: environment,
      logRetentionDays,
      logKeyArn,
      stateMachineNames: [names.release, ...(officeHours === undefined ? [] : [names.officeHours])],
      tableName: table.name,
      tableArn: table.arn,
      ruleArn: service.listenerRuleArn,
      application: names.prefix,
      fleets: { blue: names.colour("blue"), green: names.colour("green") },
      alarms: { blue: alarmOf("blue"), green: alarmOf("green") },
      targetGroups: service.targetGroups,
      testTargetGroups: service.testTargetGroups,
      loadBalancerArnSuffix: service.loadBalancerArnSuffix,
      launchTemplateArns: [service.launchTemplates.blue.arn, service.launchTemplates.green.arn],
      placementGroups: service.placementGroups,
      instanceRoleArn: names.instanceRoleArn,
      minimum: fleet.minimum,
      artifacts: artifacts.releasesOf(deployment.service),
      gate: release.gate,
      testListenerUrl: service.testListenerUrl,
      smokePath: deployment.service.healthPath,
      certificateAuthority: loadBalancer.certificateAuthority,
      smokeVpc: { subnetIds: network.privateSubnetIds, securityGroup },
    });
    const flow = {
      partition: environment.partition,
      functionArns: arns,
      ruleArn: service.listenerRuleArn,
      steps: release.steps,
      minimumRequests: release.gate.minimumRequests,
      deregistrationDelaySeconds: fleet.deregistrationDelaySeconds,
    };
    const { stateMachine } = new StateMachine(this, "machine", {
      name: names.release,
      account: environment.account,
      definition: releaseDefinition(flow),
      statements: machinePermissions(flow),
      logRetentionDays,
      logKeyArn,
    });
    if (officeHours !== undefined)
      new OfficeHours(this, "office-hours", {
        location: environment,
        name: names.officeHours,
        scheduleRoleName: names.officeHoursSchedule,
        hours: officeHours,
        functionArns: arns,
        logRetentionDays,
        logKeyArn,
      });
    new StarterRole(this, "starter", {
      name: names.starterRole,
      pipelineRoleArn: deliveryNames(estate, deployment.service).pipelineRoleArn,
      stateMachine,
      location: environment,
      stateMachineName: names.release,
    });
  }
}
