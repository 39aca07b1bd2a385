import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import type { Construct } from "constructs";
import { AccessLogs } from "../modules/blue-green/access-logs";
import { Certificate } from "../modules/blue-green/certificate";
import { CodeDeploy } from "../modules/blue-green/code-deploy";
import { CodeDeployRole } from "../modules/blue-green/code-deploy-role";
import { Firewall, firewallLogGroup } from "../modules/blue-green/firewall";
import { Fleet } from "../modules/blue-green/fleet";
import { InstanceLog } from "../modules/blue-green/instance-log";
import { InstanceRole } from "../modules/blue-green/instance-role";
import { listenerPorts } from "../modules/blue-green/listener-ports";
import { LoadBalancer, type LoadBalancerProps } from "../modules/blue-green/load-balancer";
import { SecurityGroups } from "../modules/blue-green/security-groups";
import type { Sources } from "../modules/blue-green/security-groups";
import { TargetTracking } from "../modules/blue-green/target-tracking";
import { userData } from "../modules/blue-green/user-data";
import { VolumeKey } from "../modules/blue-green/volume-key";
import { LogKey } from "../modules/security/log-key";
import type { ArtifactsStack } from "./artifacts-stack";
import type { Deployment, Estate } from "./estate/estate";
import { type Colour, deploymentNames } from "./estate/names";
import type { NetworkStack } from "./network-stack";
import { PlatformStack } from "./platform-stack";

export interface ServiceStackProps {
  readonly estate: Estate;
  readonly deployment: Deployment;
  readonly network: NetworkStack;
  readonly artifacts: ArtifactsStack;
}

/** A service's load balancer in an environment and its two fleets, with what a release moves. */
export class ServiceStack extends PlatformStack {
  /** The production rule, whose weights a release shifts. */
  readonly listenerRuleArn: string;
  /** Scheme, name and port of the test listener, where a header chooses the colour. */
  readonly testListenerUrl: string;
  readonly loadBalancerArnSuffix: string;
  readonly loadBalancerGroupId: string;
  /** Of the production listener. */
  readonly targetGroups: Readonly<Record<Colour, { readonly arn: string; readonly arnSuffix: string }>>;
  /** Of the test listener. */
  readonly testTargetGroups: Readonly<Record<Colour, { readonly arn: string }>>;
  readonly launchTemplates: Readonly<Record<Colour, { readonly id: string; readonly arn: string }>>;
  /** Names. */
  readonly placementGroups: readonly string[];

  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    const { estate, deployment, network, artifacts } = props;
    const { environment, service, loadBalancer, fleet } = deployment;
    super(scope, id, { estate, place: environment, tags: { service: service.name } });
    const { logRetentionDays } = environment;
    const names = deploymentNames(estate, deployment);
    const ports = listenerPorts(loadBalancer.tls);
    const securityGroups = new SecurityGroups(this, "security-groups", {
      name: names.prefix,
      vpcId: network.vpcId,
      productionPorts: [ports.production, ports.redirect].filter((port) => port !== undefined),
      productionSources: byCidr(loadBalancer.allowedCidrs),
      testPort: ports.test,
      testSources: { ...byCidr(loadBalancer.testCidrs), ...smokeTestSources(deployment, network) },
      fleetPort: service.port,
      endpoints: network.endpoints,
    });
    // Without a way to the internet the agent finds CodeDeploy at an endpoint, the network's own or an adopted one.
    const privateEndpoint = Object.keys(network.natAddresses).length === 0;
    const autoScalingGroupNames = [names.colour("blue"), names.colour("green")];
    this.placementGroups = fleet.placement === "none" ? [] : autoScalingGroupNames;
    const log = new InstanceLog(this, "instance-log", {
      location: environment,
      name: names.instanceLog,
      keyName: names.instanceLogKey,
      retentionDays: logRetentionDays,
    });
    const instanceRole = new InstanceRole(this, "instance-role", {
      location: environment,
      name: names.instanceRole,
      logGroupArn: log.group.arn,
      metricNamespace: names.prefix,
      autoScalingGroupNames,
      privateEndpoint,
      artifacts: artifacts.releasesOf(service),
    });
    const volumeKey = new VolumeKey(this, "volume-key", { location: environment, name: names.volumeKey });
    const image = new DataAwsSsmParameter(this, "image", { name: fleet.amiParameter });
    const fleetOf = (colour: Colour) =>
      new Fleet(this, colour, {
        ...fleet,
        port: service.port,
        healthPath: service.healthPath,
        name: names.colour(colour),
        testGroupName: names.testGroup(colour),
        vpcId: network.vpcId,
        subnetIds: network.privateSubnetIds,
        securityGroup: securityGroups.fleet,
        instanceProfile: instanceRole.profile,
        // An AMI id is public; `value` would hide the whole template from a plan.
        imageId: image.insecureValue,
        volumeKeyArn: volumeKey.arn,
        userData: userData({
          region: environment.region,
          logGroup: names.instanceLog,
          metricNamespace: names.prefix,
          port: service.port,
          autoScalingGroup: names.colour(colour),
          imageIsReady: fleet.imageIsReady,
          privateEndpoint,
          sha256: fleet.agentSha256,
        }),
        preventDestroy: environment.protected,
        tags: {
          application: estate.application,
          environment: environment.name,
          service: service.name,
          colour,
        },
      });
    const blue = fleetOf("blue");
    const green = fleetOf("green");
    volumeKey.grantLaunch([blue.autoScalingGroup, green.autoScalingGroup]);
    const balancer = new LoadBalancer(this, "load-balancer", {
      scheme: loadBalancer.scheme,
      ...this.tlsOf(loadBalancer.tls),
      protected: environment.protected,
      name: names.prefix,
      logs: new AccessLogs(this, "access-logs", {
        name: names.logsBucket,
        account: environment.account,
        retentionDays: environment.logRetentionDays,
        preventDestroy: environment.protected,
      }),
      subnetIds: loadBalancer.scheme === "internal" ? network.privateSubnetIds : network.publicSubnetIds,
      securityGroup: securityGroups.loadBalancer,
      targetGroups: { blue: blue.targetGroup, green: green.targetGroup },
      testTargetGroups: { blue: blue.testTargetGroup, green: green.testTargetGroup },
    });
    for (const [colour, { autoScalingGroup, targetGroup }] of Object.entries({ blue, green }))
      new TargetTracking(this, `${colour}-scaling`, {
        ...fleet.scaling,
        autoScalingGroup,
        targetGroup,
        loadBalancer: balancer,
      });
    if (loadBalancer.firewall !== "none")
      new Firewall(this, "firewall", {
        ...loadBalancer.firewall,
        name: names.prefix,
        loadBalancerArn: balancer.arn,
        logRetentionDays: environment.logRetentionDays,
        logKeyArn: new LogKey(this, "firewall-log-key", {
          name: names.firewallLogKey,
          groups: [firewallLogGroup(names.prefix)],
          location: environment,
        }).arn,
      });
    new CodeDeploy(this, "code-deploy", {
      name: names.prefix,
      role: new CodeDeployRole(this, "code-deploy-role", {
        location: environment,
        name: names.codeDeployRole,
        application: names.prefix,
        autoScalingGroupNames,
        placementGroups: this.placementGroups,
        instanceRole: instanceRole.role,
        templateTags: {
          application: estate.application,
          environment: environment.name,
          service: service.name,
        },
      }),
      fleets: { blue: blue.autoScalingGroup, green: green.autoScalingGroup },
    });
    this.listenerRuleArn = balancer.productionRule.arn;
    this.testListenerUrl = balancer.testUrl;
    this.loadBalancerArnSuffix = balancer.arnSuffix;
    this.loadBalancerGroupId = securityGroups.loadBalancer.id;
    this.targetGroups = { blue: blue.targetGroup, green: green.targetGroup };
    this.testTargetGroups = { blue: blue.testTargetGroup, green: green.testTargetGroup };
    this.launchTemplates = { blue: blue.launchTemplate, green: green.launchTemplate };
  }

  private tlsOf(tls: Deployment["loadBalancer"]["tls"]): Pick<LoadBalancerProps, "tls" | "alias"> {
    if (typeof tls === "string") return { tls };
    const { certificate, ...alias } = tls;
    return { tls: certificate ?? new Certificate(this, "certificate", alias).arn, alias };
  }
}

/** The smoke test runs in private subnets: it reaches a public load balancer through NAT, an internal one by its group. */
function smokeTestSources({ loadBalancer }: Deployment, { natAddresses }: NetworkStack): Sources {
  if (loadBalancer.scheme === "internal") return {};
  return Object.fromEntries(
    Object.entries(natAddresses).map(([name, address]) => [`nat-${name}`, `${address}/32`]),
  );
}

/** A CIDR names itself, so that another entry in the list changes no address but its own. */
function byCidr(cidrs: readonly string[]): Sources {
  return Object.fromEntries(cidrs.map((cidr) => [cidr.replaceAll(/[./]/g, "-"), cidr]));
}
