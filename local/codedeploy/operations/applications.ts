import { randomUUID } from "node:crypto";
import type { CodeDeploy, Tag } from "@aws-sdk/client-codedeploy";
import type { Clock } from "../../clock/clock";
import type { Operations } from "../../gateway/operations";
import { AwsError } from "../../gateway/service";
import type { CodeDeployState } from "../state";

/** Applications, and the tags of everything. */
export function applicationOperations(state: CodeDeployState, clock: Clock) {
  return {
    CreateApplication({ applicationName, computePlatform = "Server", tags = [] }) {
      if (state.applications.has(applicationName)) {
        throw new AwsError(
          "ApplicationAlreadyExistsException",
          `Application already exists: ${applicationName}`,
        );
      }
      if (computePlatform !== "Server") {
        throw new AwsError(
          "InvalidComputePlatformException",
          `application: computePlatform must be Server on local AWS, got ${computePlatform}`,
        );
      }
      const info = {
        applicationId: randomUUID(),
        applicationName,
        createTime: new Date(clock.now()),
        linkedToGitHub: false,
        computePlatform,
      };
      state.applications.set(applicationName, { info, groups: new Map(), tags: [...tags] });
      return { applicationId: info.applicationId };
    },

    GetApplication: ({ applicationName }) => ({ application: state.application(applicationName).info }),

    /** Deletes the groups too, as AWS does. */
    DeleteApplication({ applicationName }) {
      state.applications.delete(applicationName);
      return {};
    },

    ListTagsForResource: ({ ResourceArn }) => ({ Tags: tagged(state, ResourceArn).tags }),

    TagResource({ ResourceArn, Tags }) {
      const resource = tagged(state, ResourceArn);
      const keys = Tags.map(({ Key }) => Key);
      resource.tags = [...without(resource.tags, keys), ...Tags];
      return {};
    },

    UntagResource({ ResourceArn, TagKeys }) {
      const resource = tagged(state, ResourceArn);
      resource.tags = without(resource.tags, TagKeys);
      return {};
    },
  } satisfies Operations<CodeDeploy>;
}

/** `…:application:<name>` or `…:deploymentgroup:<application>/<group>`. */
function tagged(state: CodeDeployState, arn: string): { tags: Tag[] } {
  const [type, name = ""] = arn.split(":").slice(5);
  if (type === "application") return state.application(name);
  if (type === "deploymentgroup") return state.group(...(name.split("/") as [string, string]));
  throw new AwsError("InvalidArnException", `The specified ARN is not in a valid format: ${arn}`);
}

function without(tags: Tag[], keys: readonly (string | undefined)[]): Tag[] {
  return tags.filter(({ Key }) => !keys.includes(Key));
}
