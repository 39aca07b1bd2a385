import { randomUUID } from "node:crypto";
import type * as api from "@aws-sdk/client-codedeploy";
import type { Clock } from "../../clock/clock";
import { AwsError } from "../../gateway/service";
import { type Records, s3Location } from "../state";

/** Applications, their revisions and tags. */
export function applicationOperations(records: Records, clock: Clock) {
  const now = () => new Date(clock.now());
  return {
    CreateApplication({
      applicationName,
      computePlatform,
      tags = [],
    }: api.CreateApplicationInput): api.CreateApplicationOutput {
      if (!applicationName) records.application(applicationName);
      const name = applicationName ?? "";
      if (records.applications.has(name)) {
        throw new AwsError("ApplicationAlreadyExistsException", `Application already exists: ${name}`);
      }
      if (computePlatform !== undefined && computePlatform !== "Server") {
        throw new AwsError(
          "InvalidComputePlatformException",
          `application: computePlatform must be Server on local AWS, got ${computePlatform}`,
        );
      }
      const info = {
        applicationId: randomUUID(),
        applicationName: name,
        createTime: now(),
        linkedToGitHub: false,
        computePlatform: "Server",
      } as const;
      records.applications.set(name, { info, groups: new Map(), tags: [...tags], revisions: new Map() });
      return { applicationId: info.applicationId };
    },

    GetApplication: ({ applicationName }: api.GetApplicationInput): api.GetApplicationOutput => ({
      application: records.application(applicationName).info,
    }),

    BatchGetApplications: ({
      applicationNames = [],
    }: api.BatchGetApplicationsInput): api.BatchGetApplicationsOutput => ({
      applicationsInfo: applicationNames.map((name) => records.application(name).info),
    }),

    ListApplications: (): api.ListApplicationsOutput => ({
      applications: Array.from(records.applications.keys()),
    }),

    UpdateApplication({ applicationName, newApplicationName }: api.UpdateApplicationInput) {
      const application = records.application(applicationName);
      if (!newApplicationName || newApplicationName === applicationName) return {};
      if (records.applications.has(newApplicationName)) {
        throw new AwsError(
          "ApplicationAlreadyExistsException",
          `Application already exists: ${newApplicationName}`,
        );
      }
      application.info = { ...application.info, applicationName: newApplicationName };
      for (const group of application.groups.values()) {
        group.info = { ...group.info, applicationName: newApplicationName };
      }
      records.applications.delete(applicationName ?? "");
      records.applications.set(newApplicationName, application);
      return {};
    },

    /** Deletes the groups too, as AWS does. */
    DeleteApplication({ applicationName }: api.DeleteApplicationInput) {
      records.applications.delete(applicationName ?? "");
      return {};
    },

    RegisterApplicationRevision({
      applicationName,
      revision,
      description,
    }: api.RegisterApplicationRevisionInput) {
      const application = records.application(applicationName);
      const location = { revisionType: "S3", s3Location: s3Location(revision) } as const;
      application.revisions.set(revisionKey(location), {
        location,
        info: { registerTime: now() },
        description,
      });
      return {};
    },

    GetApplicationRevision({
      applicationName,
      revision,
    }: api.GetApplicationRevisionInput): api.GetApplicationRevisionOutput {
      const application = records.application(applicationName);
      const found = application.revisions.get(
        revisionKey({ revisionType: "S3", s3Location: s3Location(revision) }),
      );
      if (!found) throw new AwsError("RevisionDoesNotExistException", "The revision is not registered.");
      return {
        applicationName,
        revision: found.location,
        revisionInfo: { description: found.description, ...found.info },
      };
    },

    ListTagsForResource: ({ ResourceArn }: api.ListTagsForResourceInput): api.ListTagsForResourceOutput => ({
      Tags: tagsOf(records, ResourceArn),
    }),

    TagResource({ ResourceArn, Tags = [] }: api.TagResourceInput) {
      const tags = tagsOf(records, ResourceArn);
      remove(
        tags,
        Tags.map(({ Key }) => Key ?? ""),
      );
      tags.push(...Tags);
      return {};
    },

    UntagResource({ ResourceArn, TagKeys = [] }: api.UntagResourceInput) {
      remove(tagsOf(records, ResourceArn), TagKeys);
      return {};
    },
  };
}

export function revisionKey(revision: api.RevisionLocation): string {
  const { bucket, key, version = "", eTag = "" } = s3Location(revision);
  return [bucket, key, version, eTag].join(" ");
}

/** `…:application:<name>` or `…:deploymentgroup:<application>/<group>`. */
function tagsOf(records: Records, arn: string | undefined): api.Tag[] {
  const [type, name = ""] = arn?.split(":").slice(5) ?? [];
  if (type === "application") return records.application(name).tags;
  if (type === "deploymentgroup") {
    const [application, group] = name.split("/");
    return records.group(application, group).tags;
  }
  throw new AwsError("InvalidArnException", `The specified ARN is not in a valid format: ${arn}`);
}

function remove(tags: api.Tag[], keys: readonly string[]): void {
  const kept = tags.filter(({ Key = "" }) => !keys.includes(Key));
  tags.splice(0, tags.length, ...kept);
}
