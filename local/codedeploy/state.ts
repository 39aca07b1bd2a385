import type { ApplicationInfo, Tag } from "@aws-sdk/client-codedeploy";
import type { Place } from "../context";
import { AwsError } from "../gateway/service";
import type { Deployment, Group } from "./engine/deployment";

export interface Application {
  readonly info: ApplicationInfo;
  readonly groups: Map<string, Group>;
  tags: Tag[];
}

/** Everything that CodeDeploy holds in one account and region. */
export class CodeDeployState {
  readonly applications = new Map<string, Application>();
  readonly deployments = new Map<string, Deployment>();

  constructor(readonly place: Place) {}

  application(name: string): Application {
    const found = this.applications.get(name);
    if (found) return found;
    throw new AwsError("ApplicationDoesNotExistException", `No application found for name: ${name}`);
  }

  group(applicationName: string, name: string): Group {
    const found = this.application(applicationName).groups.get(name);
    if (found) return found;
    throw new AwsError("DeploymentGroupDoesNotExistException", `No Deployment Group found for name: ${name}`);
  }

  groups(): readonly Group[] {
    return [...this.applications.values()].flatMap(({ groups }) => [...groups.values()]);
  }

  deployment(id: string): Deployment {
    const found = this.deployments.get(id);
    if (found) return found;
    throw new AwsError("DeploymentDoesNotExistException", `The deployment ${id} could not be found`);
  }
}
