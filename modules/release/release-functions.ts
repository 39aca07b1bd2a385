import { Construct } from "constructs";
import type { FleetEnvironment } from "../../lambda-src/contracts/fleet";
import type { LedgerEnvironment } from "../../lambda-src/contracts/ledger";
import type { ObserveEnvironment } from "../../lambda-src/contracts/observe";
import type { PerColour } from "../../lambda-src/contracts/per-colour";
import type { ShiftEnvironment } from "../../lambda-src/contracts/shift";
import type { SmokeEnvironment } from "../../lambda-src/contracts/smoke";
import { BucketReader } from "../security/bucket-reader";
import { type ReleaseFunctionName, SHIFT_TIMEOUT_SECONDS } from "./flow";
import { permissions, type ReleaseScope } from "./permissions";
import { ReleaseFunction, type ReleaseFunctionProps } from "./release-function";

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

/** The functions of a release. */
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
    const rule = {
      RULE_ARN: props.ruleArn,
      TARGET_GROUP_ARNS: JSON.stringify(map(props.targetGroups, ({ arn }) => arn)),
    };
    const fleets = {
      FLEETS: JSON.stringify(props.fleets),
      APPLICATION: props.application,
      MINIMUM: String(props.minimum),
    };
    const observe = add<ObserveEnvironment>(
      "observe",
      "Answers every question of a release, and changes nothing",
      {
        TABLE_NAME,
        ...rule,
        ...fleets,
        TEST_TARGET_GROUP_ARNS: JSON.stringify(map(props.testTargetGroups, ({ arn }) => arn)),
        LOAD_BALANCER: props.loadBalancerArnSuffix,
        TARGET_GROUPS: JSON.stringify(map(props.targetGroups, ({ arnSuffix }) => arnSuffix)),
        ALARMS: JSON.stringify(props.alarms),
        MAXIMUM_ERROR_PERCENT: String(props.gate.maximumErrorPercent),
        MAXIMUM_CONNECTION_ERRORS: String(props.gate.maximumConnectionErrors),
      },
      // Preflight reads the whole revision; the more memory, the more CPU and bandwidth.
      { timeoutSeconds: 120, memoryMib: 1024 },
    );
    new BucketReader(this, "observe-releases", {
      role: observe.role,
      ...props.artifacts,
      tellsMissing: true,
    });
    const functions = {
      ledger: add<LedgerEnvironment>("ledger", "Keeps the release's lock and its records", { TABLE_NAME }),
      observe,
      fleet: add<FleetEnvironment>(
        "fleet",
        "Changes Auto Scaling groups and deployments",
        { TABLE_NAME, ...rule, ...fleets },
        { timeoutSeconds: 60 },
      ),
      smoke: add<SmokeEnvironment>(
        "smoke",
        "Asks the candidate who it is",
        {
          TEST_LISTENER_URL: props.testListenerUrl,
          SMOKE_PATH: props.smokePath,
          CERTIFICATE_AUTHORITY: props.certificateAuthority ?? "",
        },
        { vpc: props.smokeVpc },
      ),
      shift: add<ShiftEnvironment>(
        "shift",
        "Gives the candidate a part of the traffic",
        { TABLE_NAME, ...rule },
        { timeoutSeconds: SHIFT_TIMEOUT_SECONDS },
      ),
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
