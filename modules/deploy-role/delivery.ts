import { logPermissions } from "./logs";
import { allow, type DeployScope, named, type Statement } from "./statement";

/** The pipeline, its build and what starts it. */
export function deliveryPermissions(scope: DeployScope): Statement[] {
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
      [named(scope, "codepipeline", "NAME")],
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
