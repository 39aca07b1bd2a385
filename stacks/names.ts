import type { Environment, Estate, EnvironmentName, Tools } from "./environment";

/** The two colours of an environment: one fleet, one target group and one deployment group each. */
export type Colour = "blue" | "green";

/**
 * Names and ARNs that another account needs, derived from the data instead of passed through state.
 * Two stacks that agree on a name call the same function here.
 */
export function toolsNames({ application, tools }: Pick<Estate, "application" | "tools">) {
  const { account, region } = tools;
  return {
    deployRoleArn: roleArn(tools, tools.deployRole),
    /** Releases (`releases/*`) and the pipeline's own artifacts. */
    artifactsBucket: `${application}-artifacts-${account}-${region}`,
    /** Aliases of the buckets' keys, without `alias/`. */
    artifactsKey: `${application}-artifacts`,
    sourceKey: `${application}-source`,
    /** Where a developer or an air-gapped mirror puts `source.zip`. */
    sourceBucket: `${application}-source-${account}-${region}`,
    pipeline: `${application}-delivery`,
    pipelineRole: `${application}-delivery-pipeline`,
    pipelineRoleArn: roleArn(tools, `${application}-delivery-pipeline`),
    buildRole: `${application}-delivery-build`,
  };
}

export function environmentNames(application: string, name: EnvironmentName, environment: Environment) {
  const prefix = `${application}-${name}`;
  return {
    prefix,
    deployRoleArn: roleArn(environment, environment.deployRole),
    /** Load balancer and CodeDeploy application. */
    service: prefix,
    /** Target group, Auto Scaling group and CodeDeploy group of a colour. */
    colour: (colour: Colour) => `${prefix}-${colour}`,
    errorsAlarm: (colour: Colour) => `${prefix}-${colour}-errors`,
    instanceRole: `${prefix}-instance`,
    instanceRoleArn: roleArn(environment, `${prefix}-instance`),
    codeDeployRole: `${prefix}-codedeploy`,
    /** State machine, lock table and prefix of every release function. */
    release: `${prefix}-release`,
    releaseArn: `arn:aws:states:${environment.region}:${environment.account}:stateMachine:${prefix}-release`,
    /** Role of the Lambda that checks the revision in the artifacts bucket. */
    preflightRole: `${prefix}-release-preflight`,
    preflightRoleArn: roleArn(environment, `${prefix}-release-preflight`),
    /** Role that the pipeline assumes to start a release. */
    releaseStarterRole: `${prefix}-release-starter`,
    releaseStarterRoleArn: roleArn(environment, `${prefix}-release-starter`),
  };
}

function roleArn({ account }: Pick<Tools, "account">, name: string): string {
  return `arn:aws:iam::${account}:role/${name}`;
}
