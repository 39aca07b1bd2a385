import { arn, iamArn, type Location } from "../../modules/location";
import type { Estate, Place } from "./estate";

/** The two colours of an environment: one fleet, one target group and one deployment group each. */
export type Colour = "blue" | "green";

/** What names are made of. */
export interface Naming {
  readonly application: string;
  readonly tools: Location;
}

interface Named {
  readonly name: string;
}

/*
 * Names and ARNs that another account needs, derived from the data instead of passed through state.
 * Two stacks that agree on a name call the same function here.
 */

export function deployRoleArn(place: Place): string {
  return roleArn(place, place.deployRole);
}

/** The role of who makes deploy roles; none where he comes with the account's own credentials. */
export function administratorRoleArn(place: Place): string | undefined {
  return place.administratorRole === undefined ? undefined : roleArn(place, place.administratorRole);
}

/** What an administrator makes in a place beside its deploy role. */
export function accountNames({ application }: Pick<Estate, "application">, place: Location & Named) {
  const prefix = environmentPrefix({ application }, place);
  return {
    /** Trail, recorder and delivery channel of AWS Config, and budget. */
    prefix,
    /** Where trail and recorder write. */
    auditBucket: `${prefix}-audit-${place.account}-${place.region}`,
    /** Alias of the bucket's key, without `alias/`. */
    auditKey: `${prefix}-audit`,
  };
}

/** Name of the policy that bounds every role that the stacks make, one in each account. */
export function boundaryName({ application }: Pick<Estate, "application">): string {
  return `${application}-boundary`;
}

export function boundaryArn(estate: Pick<Estate, "application">, place: Location): string {
  return iamArn(place, `policy/${boundaryName(estate)}`);
}

/** What the services share in the tools account. */
export function toolsNames({ application, tools: { account, region } }: Naming) {
  return {
    /** Begins the names of all that carries services: pipelines' roles, builds, triggers. */
    delivery: `${application}-delivery`,
    /** Releases (`releases/<service>/`) and the pipelines' own artifacts. */
    artifactsBucket: `${application}-artifacts-${account}-${region}`,
    /** Alias of the bucket's key, without `alias/`. */
    artifactsKey: `${application}-artifacts`,
  };
}

/** Where all services' releases lie in the artifacts bucket. */
export const RELEASES = "releases/";

/** What carries a service from its source to its environments, in the tools account. */
export function deliveryNames({ application, tools }: Naming, { name: service }: Named) {
  const prefix = `${application}-delivery-${service}`;
  return {
    /** Roles, builds and rules begin so. */
    prefix,
    /** The service comes first: CodePipeline tells the artifacts of pipelines apart by the beginning of their names. */
    pipeline: `${service}-delivery-${application}`,
    pipelineRole: prefix,
    pipelineRoleArn: roleArn(tools, prefix),
    buildRole: `${prefix}-build`,
    trigger: `${prefix}-trigger`,
    /** Alias without `alias/`. */
    sourceKey: `${application}-${service}-source`,
    /** Alias without `alias/`. */
    logKey: `${prefix}-logs`,
    /** Where a developer or an air-gapped mirror puts the source. */
    sourceBucket: `${application}-${service}-source-${tools.account}-${tools.region}`,
    /** Where its releases lie in the artifacts bucket. */
    releasePrefix: `${RELEASES}${service}/`,
  };
}

/** What every name in an environment begins with. */
export function environmentPrefix({ application }: Pick<Estate, "application">, { name }: Named): string {
  return `${application}-${name}`;
}

export function deploymentNames(
  { application }: Pick<Estate, "application">,
  { environment, service }: { readonly environment: Location & Named; readonly service: Named },
) {
  const prefix = `${application}-${environment.name}-${service.name}`;
  const release = `${prefix}-release`;
  return {
    /** Load balancer and CodeDeploy application. */
    prefix,
    /** Target group, Auto Scaling group and CodeDeploy group of a colour. */
    colour: (colour: Colour) => `${prefix}-${colour}`,
    /** Target group of the test listener: no longer than `-green`, so that names keep their room. */
    testGroup: (colour: Colour) => `${prefix}-test${colour[0]}`,
    errorsAlarm: (colour: Colour) => `${prefix}-${colour}-errors`,
    /** Alias without `alias/`. */
    firewallLogKey: `${prefix}-firewall-logs`,
    /** Where the load balancer's logs are kept. */
    logsBucket: `${prefix}-logs-${environment.account}-${environment.region}`,
    instanceRole: `${prefix}-instance`,
    instanceRoleArn: roleArn(environment, `${prefix}-instance`),
    instanceLog: `/instances/${prefix}`,
    /** Aliases, without `alias/`. */
    instanceLogKey: `${prefix}-instance-log`,
    volumeKey: `${prefix}-volumes`,
    codeDeployRole: `${prefix}-codedeploy`,
    /** State machine, lock table and prefix of every release function. */
    release,
    /** State machine that closes and opens, its role and its group of schedules. */
    officeHours: `${release}-hours`,
    officeHoursArn: arn(environment, "states", `stateMachine:${release}-hours`),
    officeHoursSchedule: `${release}-hours-schedule`,
    /** Alias, without `alias/`, of the key of the release's log groups. */
    logKey: `${release}-logs`,
    releaseArn: arn(environment, "states", `stateMachine:${release}`),
    /** Role of the function that checks the revision in the artifacts bucket. */
    observeRoleArn: roleArn(environment, `${release}-observe`),
    /** Role that the pipeline assumes to start a release. */
    starterRole: `${release}-starter`,
    starterRoleArn: roleArn(environment, `${release}-starter`),
  };
}

function roleArn(place: Location, name: string): string {
  return iamArn(place, `role/${name}`);
}
