import type { Construct } from "constructs";
import { AuditBucket } from "../modules/account/audit-bucket";
import { Boundary } from "../modules/account/boundary";
import { Budget } from "../modules/account/budget";
import { ConfigurationRecorder } from "../modules/account/configuration-recorder";
import { DeployRole } from "../modules/account/deploy-role";
import { ServiceLinkedRoles } from "../modules/account/service-linked-roles";
import { ThreatDetection } from "../modules/account/threat-detection";
import { Trail } from "../modules/account/trail";
import type { LinkedService } from "../modules/security/linked-role";
import { deployRoleOf, serviceLinkedRolesOf } from "./deploy-roles";
import type { Configuration } from "./estate/configuration";
import { type Estate, makesAccount, type Place, placesOf } from "./estate/estate";
import { accountNames, deliveryNames, toolsNames } from "./estate/names";
import { PlatformStack } from "./platform-stack";

export interface AccountStackProps {
  readonly configuration: Configuration;
  readonly place: Place;
}

/**
 * What an administrator applies once in a place, before all other stacks: the role that deploys them, its limits, and
 * who watches. The deploy role can change nothing of it.
 *
 * No other stack depends on it, though all need it: `cdktf deploy` wants to apply whatever a stack depends on beside
 * it, and who deploys may not.
 */
export class AccountStack extends PlatformStack {
  constructor(scope: Construct, id: string, props: AccountStackProps) {
    const { configuration, place } = props;
    const { estate } = configuration;
    super(scope, id, { estate, place, appliedBy: "administrator" });
    const role = deployRoleOf(configuration, place);
    const { recipients, budget, audit } = place;
    const preventDestroy = place.protected;
    const names = accountNames(estate, place);
    new DeployRole(this, "deploy-role", { ...role, preventDestroy });
    if (budget !== "none") new Budget(this, "budget", { ...budget, name: names.prefix, recipients });
    if (makesAccount(estate, place)) new Boundary(this, "boundary", { ...role.boundary, preventDestroy });
    const linked = new ServiceLinkedRoles(this, "service-linked-roles", {
      services: makesAccount(estate, place) ? linkedServices(estate, place) : [],
      adopt: place.adoptServiceLinkedRoles ?? [],
    });
    if (audit.guardDuty !== "none")
      new ThreatDetection(this, "threat-detection", { adopt: audit.guardDuty === "adopt", preventDestroy });
    if (audit.trail !== "make" && audit.config !== "make") return;
    const bucket = new AuditBucket(this, "audit", {
      location: place,
      name: names.auditBucket,
      keyName: names.auditKey,
      retentionDays: audit.retentionDays,
      preventDestroy,
    });
    if (audit.trail === "make")
      new Trail(this, "trail", {
        location: place,
        name: names.prefix,
        bucket,
        objectsOf: place.name === estate.tools.name ? sharedBuckets(configuration) : [],
        preventDestroy,
      });
    if (audit.config === "make")
      new ConfigurationRecorder(this, "configuration-recorder", {
        location: place,
        name: names.prefix,
        bucket,
        role: linked.of("config.amazonaws.com"),
        preventDestroy,
      });
  }
}

/** Where states, releases and sources lie: what else is kept in a bucket is a log. */
function sharedBuckets({ estate, backend }: Configuration): string[] {
  return [
    backend.bucket,
    toolsNames(estate).artifactsBucket,
    ...estate.services.map((service) => deliveryNames(estate, service).sourceBucket),
  ];
}

/** Of all places in the account. */
function linkedServices(estate: Estate, { account, audit }: Place): LinkedService[] {
  const places = placesOf(estate).filter((place) => place.account === account);
  return [
    ...new Set([
      ...places.flatMap((place) => serviceLinkedRolesOf(estate, place)),
      ...(audit.config === "make" ? (["config.amazonaws.com"] as const) : []),
    ]),
  ];
}
