import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { SchedulerScheduleGroup } from "@cdktf/provider-aws/lib/scheduler-schedule-group";
import { Construct } from "constructs";
import { arn, type Location } from "../location";
import { ServiceRole } from "../security/service-role";
import type { ReleaseFlowProps } from "./flow";
import { officeHoursDefinition, START_WITHIN_SECONDS } from "./office-hours-definition";
import { callFunctions } from "./permissions";
import { StateMachine } from "./state-machine";

/** When fleets run. */
export interface Hours {
  /** Name in the IANA database, such as `Europe/London`. */
  readonly timeZone: string;
  /** As cron names them: `MON`. */
  readonly days: readonly string[];
  /** On each of the days, such as `08:00`. */
  readonly from: string;
  /** On the same day, such as `19:00`. */
  readonly to: string;
}

export interface OfficeHoursProps {
  readonly location: Location;
  /** Name of the state machine and its role, and of the group of schedules. */
  readonly name: string;
  /** Of the role that schedules act as. */
  readonly scheduleRoleName: string;
  readonly hours: Hours;
  readonly functionArns: ReleaseFlowProps["functionArns"];
  /** @default 90 */
  readonly logRetentionDays?: number;
  /** Key of the state machine's log group. */
  readonly logKeyArn: string;
}

/** Ends the live colour's instances when office hours end, and starts its minimum when they begin. */
export class OfficeHours extends Construct {
  constructor(scope: Construct, id: string, props: OfficeHoursProps) {
    super(scope, id);
    const { name, scheduleRoleName, location, functionArns, logRetentionDays, logKeyArn } = props;
    const { timeZone, days, from, to } = props.hours;
    const { stateMachine } = new StateMachine(this, "machine", {
      name,
      account: location.account,
      definition: officeHoursDefinition({ partition: location.partition, functionArns }),
      statements: [callFunctions([functionArns.ledger, functionArns.fleet])],
      logRetentionDays,
      logKeyArn,
    });
    const group = new SchedulerScheduleGroup(this, "group", { name });
    const { role, policy } = new ServiceRole(this, "schedule-role", {
      name: scheduleRoleName,
      service: "scheduler.amazonaws.com",
      account: location.account,
      // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
      sourceArn: arn(location, "scheduler", `schedule-group/${name}`),
      statements: [
        { sid: "CloseAndOpen", actions: ["states:StartExecution"], resources: [stateMachine.arn] },
      ],
    });
    for (const [action, time] of Object.entries({ close: to, open: from }))
      new SchedulerSchedule(this, action, {
        name: action,
        groupName: group.name,
        scheduleExpression: dailyAt(time, days),
        scheduleExpressionTimezone: timeZone,
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: stateMachine.arn,
          roleArn: role.arn,
          input: JSON.stringify({ action }),
          retryPolicy: { maximumEventAgeInSeconds: START_WITHIN_SECONDS },
        },
        // Scheduler tries the role when the schedule is made.
        dependsOn: [policy],
      });
  }
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based */
function dailyAt(time: string, days: readonly string[]): string {
  const [hour, minute] = time.split(":").map(Number);
  return `cron(${minute} ${hour} ? * ${days.join(",")} *)`;
}
