import type { LinkedService } from "../modules/security/linked-role";
import { boundaryStatements } from "../modules/deploy-role/boundary";
import { deliveryPermissions } from "../modules/deploy-role/delivery";
import { edgePermissions } from "../modules/deploy-role/edge";
import { keyPermissions } from "../modules/deploy-role/keys";
import { logPermissions } from "../modules/deploy-role/logs";
import { adoptedNetworkPermissions, networkPermissions } from "../modules/deploy-role/network";
import { type PolicyDocument, policyDocument, trustOf } from "../modules/deploy-role/policy-document";
import { releasePermissions } from "../modules/deploy-role/release";
import { instanceRolePermissions, rolePermissions } from "../modules/deploy-role/roles";
import { servicePermissions } from "../modules/deploy-role/service";
import { statePermissions } from "../modules/deploy-role/state";
import type { DeployScope, Statement } from "../modules/deploy-role/statement";
import { storagePermissions } from "../modules/deploy-role/storage";
import type { Configuration } from "./estate/configuration";
import {
  type Deployment,
  deploymentsIn,
  type Environment,
  type Estate,
  type Place,
  placesOf,
} from "./estate/estate";
import {
  boundaryArn,
  boundaryName,
  deliveryNames,
  deploymentNames,
  deployRoleArn,
  environmentPrefix,
  toolsNames,
} from "./estate/names";

/**
 * The role that Terraform assumes for the stacks of a place, and what must be there before it can work. `<place>-account`
 * makes it all; `make deploy-policy` prints it for those who make it in another way.
 */
export interface DeployRole {
  /** Name of the place. */
  readonly place: string;
  readonly account: string;
  readonly name: string;
  readonly trust: PolicyDocument;
  /** Managed policies by their names, which end with what they are for. */
  readonly policies: Readonly<Record<string, PolicyDocument>>;
  /** The policy that bounds the roles which the stacks make; places that share an account share it. */
  readonly boundary: { readonly name: string; readonly policy: PolicyDocument };
  /** Services that must have a role of their own in the account already: the deploy role may not make it for them. */
  readonly serviceLinkedRoles: readonly LinkedService[];
}

/** Of every place. */
export function deployRoles(configuration: Configuration): DeployRole[] {
  return placesOf(configuration.estate).map((place) => deployRoleOf(configuration, place));
}

export function deployRoleOf({ estate, backend }: Configuration, place: Place): DeployRole {
  const { name, account, deployRole } = place;
  const policies = Object.entries(statementsOf({ estate, backend }, place)).map(
    ([purpose, list]) => [`${deployRole}-${name}-${purpose}`, policyDocument(list)] as const,
  );
  return {
    place: name,
    account,
    name: deployRole,
    // People and pipelines deploy from the tools account, wherever the stacks lie.
    trust: trustOf(estate.tools),
    policies: Object.fromEntries(policies),
    boundary: {
      name: boundaryName(estate),
      policy: policyDocument(
        boundaryStatements({ ...place, application: estate.application, stateBucket: backend.bucket }),
      ),
    },
    serviceLinkedRoles: serviceLinkedRolesOf(estate, place),
  };
}

/** Auto Scaling's must be there before a key's grant can name it. */
export function serviceLinkedRolesOf({ tools }: Pick<Estate, "tools">, place: Place): LinkedService[] {
  return place.name === tools.name ? [] : ["autoscaling.amazonaws.com", "elasticloadbalancing.amazonaws.com"];
}

type Statements = Readonly<Record<string, readonly Statement[]>>;

function statementsOf(configuration: Configuration, place: Place): Statements {
  const { estate } = configuration;
  const environment = estate.environments.find(({ name }) => name === place.name);
  return environment === undefined
    ? toolsStatements(configuration)
    : environmentStatements(estate, environment);
}

function toolsStatements({ estate, backend }: Configuration): Statements {
  const names = toolsNames(estate);
  const deliveries = estate.services.map((service) => deliveryNames(estate, service));
  const scope = scopeOf(estate, estate.tools, names.delivery);
  return {
    state: statePermissions({
      ...scope,
      stateBucket: backend.bucket,
      lockTable: backend.dynamodb_table,
      lockFiles: backend.use_lockfile === true,
    }),
    storage: storagePermissions({
      ...scope,
      buckets: deliveries.map(({ sourceBucket }) => sourceBucket),
      lastingBuckets: [names.artifactsBucket],
      keyAliases: [
        `alias/${names.artifactsKey}`,
        ...deliveries.flatMap(({ sourceKey, logKey }) => [`alias/${sourceKey}`, `alias/${logKey}`]),
      ],
    }),
    delivery: deliveryPermissions({ ...scope, pipelines: deliveries.map(({ pipeline }) => pipeline) }),
    roles: rolePermissions({
      ...scope,
      deployRoleArn: deployRoleArn(estate.tools),
      boundaryArn: boundaryArn(estate, estate.tools),
      passedTo: ["codebuild.amazonaws.com", "codepipeline.amazonaws.com", "events.amazonaws.com"],
    }),
  };
}

function environmentStatements(estate: Estate, environment: Environment): Statements {
  const scope = scopeOf(estate, environment, environmentPrefix(estate, environment));
  const deployments = deploymentsIn(estate, environment);
  const officeHours = environment.officeHours !== undefined;
  const images = deployments.map(({ fleet }) => fleet.amiParameter);
  return {
    network:
      "adopt" in environment.network
        ? adoptedNetworkPermissions(scope, environment.network.adopt.vpcId)
        : networkPermissions(scope),
    service: servicePermissions({
      ...scope,
      imageParameters: [...new Set(images)],
      placementGroups: deployments.some(({ fleet }) => fleet.placement !== "none"),
    }),
    edge: edgePermissions({
      ...scope,
      logBuckets: deployments.map((deployment) => deploymentNames(estate, deployment).logsBucket),
      emptiesLogs: !environment.protected,
      hostedZones: [...new Set(deployments.flatMap(({ loadBalancer: { tls } }) => zoneOf(tls)))],
    }),
    release: releasePermissions({ ...scope, officeHours }),
    logs: logPermissions(scope, [
      "/aws/lambda/",
      "/aws/vendedlogs/states/",
      "aws-waf-logs-",
      "/aws/vpc/",
      "/instances/",
    ]),
    keys: keyPermissions(scope, [`alias/${scope.prefix}-*`]),
    roles: [
      ...rolePermissions({
        ...scope,
        deployRoleArn: deployRoleArn(environment),
        boundaryArn: boundaryArn(estate, environment),
        passedTo: [
          "codedeploy.amazonaws.com",
          "ec2.amazonaws.com",
          "lambda.amazonaws.com",
          ...(officeHours ? ["scheduler.amazonaws.com"] : []),
          "states.amazonaws.com",
          "vpc-flow-logs.amazonaws.com",
        ],
      }),
      ...instanceRolePermissions(scope),
    ],
  };
}

function zoneOf(tls: Deployment["loadBalancer"]["tls"]): string[] {
  return typeof tls === "string" ? [] : [tls.hostedZone];
}

function scopeOf({ application }: Estate, place: Place, prefix: string): DeployScope {
  const { partition, account, region } = place;
  return { application, place: place.name, partition, account, region, prefix };
}
