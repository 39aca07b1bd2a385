import { deliveryPermissions } from "../modules/deploy-role/delivery";
import { networkPermissions } from "../modules/deploy-role/network";
import { type PolicyDocument, policyDocument, trustOf } from "../modules/deploy-role/policy-document";
import { releasePermissions } from "../modules/deploy-role/release";
import { instanceRolePermissions, rolePermissions } from "../modules/deploy-role/roles";
import { servicePermissions } from "../modules/deploy-role/service";
import { statePermissions } from "../modules/deploy-role/state";
import type { Statement } from "../modules/deploy-role/statement";
import { storagePermissions } from "../modules/deploy-role/storage";
import type { Backend } from "./backend";
import { type EnvironmentName, ENVIRONMENTS, type Estate } from "./environment";
import { environmentNames, toolsNames } from "./names";
import type { Place } from "./platform-stack";

/** The role that Terraform assumes for the stacks of a place. An administrator makes it: no stack can before it is there. */
export interface DeployRole {
  readonly place: Place;
  readonly account: string;
  readonly name: string;
  readonly trust: PolicyDocument;
  /** Managed policies by their names. */
  readonly policies: Readonly<Record<string, PolicyDocument>>;
}

/** Of every place. Places that share an account and a role's name share the role: it has the policies of them all. */
export function deployRoles(estate: Estate, backend: Backend): DeployRole[] {
  return [
    roleOf(estate, "tools", toolsStatements(estate, backend)),
    ...ENVIRONMENTS.map((name) => roleOf(estate, name, environmentStatements(estate, name))),
  ];
}

type Statements = Readonly<Record<string, readonly Statement[]>>;

function roleOf(estate: Estate, place: Place, statements: Statements): DeployRole {
  const { account, deployRole } = place === "tools" ? estate.tools : estate.environments[place];
  const policies = Object.entries(statements).map(
    ([purpose, list]) => [`${deployRole}-${place}-${purpose}`, policyDocument(list)] as const,
  );
  return {
    place,
    account,
    name: deployRole,
    // People and pipelines deploy from the tools account, wherever the stacks lie.
    trust: trustOf(estate.tools.account),
    policies: Object.fromEntries(policies),
  };
}

function toolsStatements(estate: Estate, backend: Backend): Statements {
  const { application, tools } = estate;
  const { account, region } = tools;
  const names = toolsNames(estate);
  const scope = { application, place: "tools", account, region, prefix: names.pipeline };
  return {
    state: statePermissions({ ...scope, stateBucket: backend.bucket, lockTable: backend.dynamodb_table }),
    storage: storagePermissions({
      ...scope,
      buckets: [names.artifactsBucket, names.sourceBucket],
      stateBucket: backend.bucket,
      keyAliases: [`alias/${names.artifactsKey}`, `alias/${names.sourceKey}`, backend.kms_key_id],
    }),
    delivery: deliveryPermissions(scope),
    roles: rolePermissions({
      ...scope,
      deployRoleArn: names.deployRoleArn,
      passedTo: ["codebuild.amazonaws.com", "codepipeline.amazonaws.com", "events.amazonaws.com"],
    }),
  };
}

function environmentStatements({ application, environments }: Estate, name: EnvironmentName): Statements {
  const { account, region, fleet } = environments[name];
  const { prefix, deployRoleArn } = environmentNames(application, name, environments[name]);
  const scope = { application, place: name, account, region, prefix };
  return {
    network: networkPermissions(scope),
    service: servicePermissions({ ...scope, imageParameter: fleet.amiParameter }),
    release: releasePermissions(scope),
    roles: [
      ...rolePermissions({
        ...scope,
        deployRoleArn,
        passedTo: [
          "codedeploy.amazonaws.com",
          "ec2.amazonaws.com",
          "lambda.amazonaws.com",
          "states.amazonaws.com",
        ],
      }),
      ...instanceRolePermissions(scope),
    ],
  };
}
