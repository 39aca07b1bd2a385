import { RELEASE_FUNCTIONS, type ReleaseFunctionName } from "../../../modules/release/flow";
import { OfficeHours } from "../../../modules/release/office-hours";
import { LATEST_SECONDS } from "../../../modules/release/office-hours-definition";
import { synth } from "../../synth";
import { attributes, resources } from "../blue-green/resources";
import { statements } from "../statements";

const functionArns = Object.fromEntries(
  RELEASE_FUNCTIONS.map((name) => [name, `arn:aws:lambda:eu-west-1:222222222222:function:${name}`]),
) as Record<ReleaseFunctionName, string>;
const json = synth((stack) => {
  new OfficeHours(stack, "hours", {
    name: "shop-dev-web-hours",
    scheduleRoleName: "shop-dev-web-hours-schedule",
    location: { partition: "aws", account: "222222222222", region: "eu-west-1" },
    hours: { timeZone: "Europe/London", days: ["MON", "FRI"], from: "07:05", to: "19:30" },
    functionArns,
    logKeyArn: "key",
  });
});
const only = (type: string) => {
  const found = Object.keys(resources(json, type));
  expect(found).toHaveLength(1);
  return `${type}.${found.join()}`;
};

it("closes and opens on each of the days, in the time zone, and gives up before that would be wrong", () => {
  const roles = Object.keys(resources(json, "aws_iam_role"));
  const policies = Object.keys(resources(json, "aws_iam_role_policy"));
  const schedule = (action: string, expression: string) => ({
    name: action,
    group_name: `\${${only("aws_scheduler_schedule_group")}.name}`,
    schedule_expression: expression,
    schedule_expression_timezone: "Europe/London",
    flexible_time_window: { mode: "OFF" },
    target: {
      arn: `\${${only("aws_sfn_state_machine")}.arn}`,
      role_arn: `\${aws_iam_role.${roles.find((id) => id.includes("schedule-role"))}.arn}`,
      input: JSON.stringify({ action }),
      retry_policy: { maximum_event_age_in_seconds: 3600 },
    },
    depends_on: [`aws_iam_role_policy.${policies.find((id) => id.includes("schedule-role"))}`],
  });
  expect(attributes(json, "aws_scheduler_schedule")).toEqual([
    schedule("close", "cron(30 19 ? * MON,FRI *)"),
    schedule("open", "cron(5 7 ? * MON,FRI *)"),
  ]);
});

it("starts its own state machine only, for schedules of its own group only", () => {
  expect(statements(json, "hours_schedule-role_permissions")).toEqual([
    {
      sid: "CloseAndOpen",
      actions: ["states:StartExecution"],
      resources: [`\${${only("aws_sfn_state_machine")}.arn}`],
    },
  ]);
  expect(statements(json, "hours_schedule-role_trust")).toEqual([
    {
      actions: ["sts:AssumeRole"],
      principals: [{ type: "Service", identifiers: ["scheduler.amazonaws.com"] }],
      condition: [
        { test: "StringEquals", variable: "aws:SourceAccount", values: ["222222222222"] },
        {
          test: "ArnLike",
          variable: "aws:SourceArn",
          values: ["arn:aws:scheduler:eu-west-1:222222222222:schedule-group/shop-dev-web-hours"],
        },
      ],
    },
  ]);
});

it("calls the ledger, for its lock, and the function of the fleets, and no other", () => {
  const [call] = statements(json, "hours_machine_role_permissions");
  expect(call).toEqual({
    sid: "CallOwnFunctions",
    actions: ["lambda:InvokeFunction"],
    resources: [functionArns.ledger, functionArns.fleet],
  });
});

it("waits for a release that runs, for less time than fleets are closed", () => {
  const [machine] = attributes(json, "aws_sfn_state_machine");
  const { States } = JSON.parse(String(machine?.definition)) as {
    States: Record<
      string,
      { Retry?: { ErrorEquals: string[]; IntervalSeconds: number; MaxAttempts: number }[] }
    >;
  };
  const retry = States.Lock?.Retry?.find(({ ErrorEquals }) => ErrorEquals.includes("LockHeld"));
  const seconds = (retry?.IntervalSeconds ?? NaN) * (retry?.MaxAttempts ?? NaN);
  expect(seconds + 3600).toBe(LATEST_SECONDS);
  expect(LATEST_SECONDS).toBe(3 * 3600);
});
