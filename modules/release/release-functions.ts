import { Construct } from "constructs";
import type { DeploymentEnvironment } from "../../lambda-src/deployment/environment";
import type { FleetEnvironment } from "../../lambda-src/fleet/environment";
import type { JudgeEnvironment } from "../../lambda-src/judge/environment";
import type { LockEnvironment } from "../../lambda-src/lock/environment";
import type { PreflightEnvironment } from "../../lambda-src/preflight/environment";
import type { RecordEnvironment } from "../../lambda-src/record/environment";
import type { ShiftEnvironment } from "../../lambda-src/shift/environment";
import type { SmokeEnvironment } from "../../lambda-src/smoke/environment";
import type { TargetsEnvironment } from "../../lambda-src/targets/environment";
import { BucketReader } from "../security/bucket-reader";
import { type ReleaseFunctionName, SHIFT_TIMEOUT_SECONDS } from "./flow";
import { permissions, type ReleaseScope } from "./permissions";
import { ReleaseFunction, type ReleaseFunctionProps } from "./release-function";

type PerColour<T> = Readonly<Record<"blue" | "green", T>>;

export interface ReleaseFunctionsProps extends Omit<ReleaseScope, "fleets" | "alarms"> {
  /** Prefix of every function's name. */
  readonly name: string;
  readonly logRetentionDays: number;
  readonly logKeyArn: string;
  readonly tableName: string;
  /** Names of the Auto Scaling groups, which are those of the deployment groups too. */
  readonly fleets: PerColour<string>;
  /** Names. */
  readonly alarms: PerColour<string>;
  /** Of the production listener. */
  readonly targetGroups: PerColour<{ readonly arn: string; readonly arnSuffix: string }>;
  /** Of the test listener. */
  readonly testTargetGroups: PerColour<{ readonly arn: string }>;
  readonly loadBalancerArnSuffix: string;
  /** Instances per colour while it is live. */
  readonly minimum: number;
  /** Where revisions come from. */
  readonly artifacts: { readonly bucketArn: string; readonly keyArn: string; readonly prefix: string };
  readonly gate: { readonly maximumErrorPercent: number; readonly maximumConnectionErrors: number };
  readonly testListenerUrl: string;
  readonly smokePath: string;
  /**
   * PEM of the private certificate authority behind the test listener's certificate.
   * @default - one that everybody knows
   */
  readonly certificateAuthority?: string;
  /** Where the smoke test runs. */
  readonly smokeVpc: Required<ReleaseFunctionProps<SmokeEnvironment>>["vpc"];
}

/** The nine functions of a release. */
export class ReleaseFunctions extends Construct {
  readonly arns: Readonly<Record<ReleaseFunctionName, string>>;

  constructor(scope: Construct, id: string, props: ReleaseFunctionsProps) {
    super(scope, id);
    const both = <T>({ blue, green }: PerColour<T>): readonly T[] => [blue, green];
    const statements = permissions({ ...props, fleets: both(props.fleets), alarms: both(props.alarms) });
    const add = <Variables extends Readonly<Record<string, string>>>(
      source: ReleaseFunctionName,
      description: string,
      variables: Variables,
      options: Pick<ReleaseFunctionProps<Variables>, "vpc" | "timeoutSeconds" | "memoryMib"> = {},
    ): ReleaseFunction<Variables> =>
      new ReleaseFunction(this, source, {
        name: `${props.name}-${source}`,
        source,
        description,
        variables,
        statements: statements[source],
        logRetentionDays: props.logRetentionDays,
        logKeyArn: props.logKeyArn,
        ...options,
      });
    const TABLE_NAME = props.tableName;
    const RULE_ARN = props.ruleArn;
    const TARGET_GROUP_ARNS = JSON.stringify(map(props.targetGroups, ({ arn }) => arn));
    const FLEETS = JSON.stringify(props.fleets);
    const ALARMS = JSON.stringify(props.alarms);
    const fleet = {
      TABLE_NAME,
      RULE_ARN,
      TARGET_GROUP_ARNS,
      FLEETS,
      APPLICATION: props.application,
      MINIMUM: String(props.minimum),
    };
    const preflight = add<PreflightEnvironment>(
      "preflight",
      "Finds live and idle, and refuses what could not end well",
      { ...fleet, ALARMS },
      // It reads the whole revision; the more memory, the more CPU and bandwidth.
      { timeoutSeconds: 120, memoryMib: 1024 },
    );
    new BucketReader(this, "preflight-releases", {
      role: preflight.role,
      ...props.artifacts,
      tellsMissing: true,
    });
    const functions = {
      lock: add<LockEnvironment>("lock", "Takes and gives back the release lock", { TABLE_NAME }),
      preflight,
      fleet: add<FleetEnvironment>("fleet", "Raises, hands over and drains fleets", fleet, {
        timeoutSeconds: 60,
      }),
      deployment: add<DeploymentEnvironment>("deployment", "Installs the revision on the new colour", {
        TABLE_NAME,
        APPLICATION: props.application,
        DEPLOYMENT_GROUPS: FLEETS,
      }),
      targets: add<TargetsEnvironment>("targets", "Asks whether every target is healthy", {
        TARGET_GROUP_ARNS,
        TEST_TARGET_GROUP_ARNS: JSON.stringify(map(props.testTargetGroups, ({ arn }) => arn)),
      }),
      smoke: add<SmokeEnvironment>(
        "smoke",
        "Asks the new colour who it is",
        {
          TEST_LISTENER_URL: props.testListenerUrl,
          SMOKE_PATH: props.smokePath,
          CERTIFICATE_AUTHORITY: props.certificateAuthority ?? "",
        },
        { vpc: props.smokeVpc },
      ),
      shift: add<ShiftEnvironment>(
        "shift",
        "Gives the new colour a part of the traffic",
        { TABLE_NAME, RULE_ARN, TARGET_GROUP_ARNS },
        { timeoutSeconds: SHIFT_TIMEOUT_SECONDS },
      ),
      judge: add<JudgeEnvironment>("judge", "Judges the new colour by its metrics and its alarm", {
        LOAD_BALANCER: props.loadBalancerArnSuffix,
        TARGET_GROUPS: JSON.stringify(map(props.targetGroups, ({ arnSuffix }) => arnSuffix)),
        ALARMS,
        MAXIMUM_ERROR_PERCENT: String(props.gate.maximumErrorPercent),
        MAXIMUM_CONNECTION_ERRORS: String(props.gate.maximumConnectionErrors),
      }),
      record: add<RecordEnvironment>("record", "Writes down how a release ended", { TABLE_NAME }),
    };
    this.arns = Object.fromEntries(
      Object.entries(functions).map(
        ([
          name,
          {
            function: { arn },
          },
        ]) => [name, arn],
      ),
    ) as Record<ReleaseFunctionName, string>;
  }
}

function map<T>({ blue, green }: PerColour<T>, of: (value: T) => string): PerColour<string> {
  return { blue: of(blue), green: of(green) };
}
