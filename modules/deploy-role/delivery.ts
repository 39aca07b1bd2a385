import { logPermissions } from "./logs";
import { arn } from "../location";
import { allow, type DeployScope, named, type Statement } from "./statement";

export interface DeliveryScope extends DeployScope {
  /** Names. */
  readonly pipelines: readonly string[];
}

/** The pipelines, their builds and what starts them. */
export function deliveryPermissions({ pipelines, ...scope }: DeliveryScope): Statement[] {
  return [
    ...logPermissions(scope, ["/aws/codebuild/"]),
    allow(
      "ChangeOwnBuilds",
      ["BatchGetProjects", "CreateProject", "DeleteProject", "UpdateProject"].map(
        (operation) => `codebuild:${operation}`,
      ),
      [named(scope, "codebuild", "project/NAME-*")],
    ),
    allow(
      "ChangeOwnPipeline",
      [
        "CreatePipeline",
        "DeletePipeline",
        "GetPipeline",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
        "UpdatePipeline",
      ].map((operation) => `codepipeline:${operation}`),
      pipelines.map((name) => arn(scope, "codepipeline", name)),
    ),
    allow(
      "ChangeOwnTriggers",
      [
        "DeleteRule",
        "DescribeRule",
        "ListTagsForResource",
        "ListTargetsByRule",
        "PutRule",
        "PutTargets",
        "RemoveTargets",
        "TagResource",
        "UntagResource",
      ].map((operation) => `events:${operation}`),
      [named(scope, "events", "rule/NAME-*")],
    ),
  ];
}
