import { allow, type DeployScope, kinds, named, type Statement } from "./statement";

export interface ReleaseScope extends DeployScope {
  /** Whether fleets run in office hours only. */
  readonly officeHours: boolean;
}

/** The release state machine, its functions, its lock, the alarms that its gates ask, and office hours. */
export function releasePermissions({ officeHours, ...scope }: ReleaseScope): Statement[] {
  return [
    allow(
      "ChangeOwnFunctions",
      [
        "CreateFunction",
        "DeleteFunction",
        "GetFunction",
        "GetFunctionCodeSigningConfig",
        "ListVersionsByFunction",
        "TagResource",
        "UntagResource",
        "UpdateFunctionCode",
        "UpdateFunctionConfiguration",
      ].map((operation) => `lambda:${operation}`),
      [named(scope, "lambda", "function:NAME-*")],
    ),
    allow(
      "ChangeOwnStateMachines",
      [
        "CreateStateMachine",
        "DeleteStateMachine",
        "DescribeStateMachine",
        "ListStateMachineVersions",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
        "UpdateStateMachine",
      ].map((operation) => `states:${operation}`),
      [named(scope, "states", "stateMachine:NAME-*")],
    ),
    // It knows no resource: the machine that it asks about may not be there yet.
    allow("CheckDefinitions", ["states:ValidateStateMachineDefinition"], ["*"]),
    allow(
      "ChangeOwnTables",
      [
        "CreateTable",
        "DeleteTable",
        "DescribeContinuousBackups",
        "DescribeTable",
        "DescribeTimeToLive",
        "ListTagsOfResource",
        "TagResource",
        "UntagResource",
        "UpdateContinuousBackups",
        "UpdateTable",
        "UpdateTimeToLive",
      ].map((operation) => `dynamodb:${operation}`),
      [named(scope, "dynamodb", "table/NAME-*")],
    ),
    // The provider asks which key DynamoDB's own encryption means, even for a table that has another one.
    allow("SeeDefaultTableKey", ["kms:DescribeKey"], kinds(scope, "kms", ["key"]), {
      StringEquals: { "kms:RequestAlias": ["alias/aws/dynamodb"] },
    }),
    allow(
      "ChangeOwnAlarms",
      [
        "DeleteAlarms",
        "DescribeAlarms",
        "ListTagsForResource",
        "PutMetricAlarm",
        "TagResource",
        "UntagResource",
      ].map((operation) => `cloudwatch:${operation}`),
      [named(scope, "cloudwatch", "alarm:NAME-*")],
    ),
    ...(officeHours
      ? [
          allow(
            "ChangeOwnSchedules",
            [
              "CreateSchedule",
              "CreateScheduleGroup",
              "DeleteSchedule",
              "DeleteScheduleGroup",
              "GetSchedule",
              "GetScheduleGroup",
              "ListTagsForResource",
              "TagResource",
              "UntagResource",
              "UpdateSchedule",
            ].map((operation) => `scheduler:${operation}`),
            [
              named(scope, "scheduler", "schedule-group/NAME-*"),
              named(scope, "scheduler", "schedule/NAME-*/*"),
            ],
          ),
        ]
      : []),
  ];
}
