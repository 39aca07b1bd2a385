import { X509Certificate } from "node:crypto";
import { z } from "zod";

const account = z
  .string()
  .regex(/^\d{12}$/, "must be 12 digits")
  .refine((id) => !/^0+$/.test(id), "must be an account's id, which 000000000000 is not");
/** Name of the role in the account that Terraform assumes. */
const deployRole = z.string().regex(/^[\w+=,.@-]{1,64}$/, "must be the name of a role");
/** Of an SSM parameter; Terraform would read `${` as an interpolation. */
const parameter = z
  .string()
  .max(1011)
  .regex(/^(\/[\w.-]+)+$/, "must be the path of an SSM parameter")
  .regex(
    /^(?!\/aws\/)|^\/aws\/service\/ami-amazon-linux-latest\/al2023-ami-kernel-/,
    "must name Amazon Linux 2023, and no minimal image, where it is one of AWS's own",
  );

const TIME_ZONES = new Set([...Intl.supportedValuesOf("timeZone"), "UTC"]);
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be hours and minutes, such as 08:00");

/** Whether the place's `-account` stack makes it, it is there already, or nobody has it. */
const whose = z.enum(["make", "adopt", "none"]);

/** Who watches the account. */
export const auditSchema = z.strictObject({
  /** CloudTrail: who did what, in all regions, and in tools who read or wrote a state, release or source. `adopt` where an organization's trail, say, has the account's events. */
  trail: whose,
  /** GuardDuty: what looks like an attack. `adopt` looks it up, and a plan fails where it is not enabled. */
  guardDuty: whose,
  /** AWS Config: what was changed, of every resource. It costs for each change. */
  config: whose,
  /** Days that what trail and recorder write is kept; meanwhile nobody deletes it. 90 to 3653. */
  retentionDays: z.number().int().min(90).max(3653),
});

/** Service-linked roles that the stacks need, by the names that IAM shows them under. */
const serviceLinkedRole = z.enum([
  "AWSServiceRoleForAutoScaling",
  "AWSServiceRoleForConfig",
  "AWSServiceRoleForElasticLoadBalancing",
]);

/** Where stacks lie. */
const placeShape = {
  account,
  region: z.string(),
  deployRole,
  /**
   * Name of the role in the account that an administrator assumes for `<place>-account` (and, in tools, for `state`).
   * AWS Organizations makes `OrganizationAccountAccessRole` in each account, for the organization's first account.
   * @default - what he has assumed already
   */
  administratorRole: deployRole.optional(),
  /** Email addresses of those who are told, 1 to 10. */
  recipients: z.array(z.email("must be an email address")).min(1).max(10),
  /** What the account may cost: its recipients are told before it costs more, as forecast, and when it does. */
  budget: z.union([z.literal("none"), z.strictObject({ monthlyUsd: z.number().int().min(1) })], {
    error: 'must be "none", or have monthlyUsd',
  }),
  audit: auditSchema,
  /**
   * Service-linked roles that the account has already, and IAM makes no second time:
   * `aws iam list-roles --path-prefix /aws-service-role/` shows them.
   * @default - none
   */
  adoptServiceLinkedRoles: z.array(serviceLinkedRole).optional(),
};

/** A VPC that Slipway makes. */
export const ownNetworkSchema = z.strictObject({
  /**
   * IPv4 CIDR of the VPC, /16 to /20. Each zone has an eighth of it, by its letter: half for private subnets, a
   * quarter for public and an eighth for isolated ones, so zones and tiers that come later renumber nothing.
   */
  cidr: z.cidrv4(),
  /** Availability zones, at least two: a load balancer needs them. */
  zones: z.array(z.string()).min(2).max(4),
  /**
   * Gateways for private subnets: `single` stands in the first zone named. With `none` nothing leads to the internet:
   * interface endpoints serve the AWS APIs that instances need, and load balancers must be internal.
   */
  nat: z.enum(["per-zone", "single", "none"]),
});

const subnetId = z.string().regex(/^subnet-[0-9a-f]{8,17}$/, "must be the id of a subnet");

/** A VPC that is there already, in the environment's account and region: nothing of it is changed. */
export const adoptedNetworkSchema = z.strictObject({
  adopt: z.strictObject({
    vpcId: z.string().regex(/^vpc-[0-9a-f]{8,17}$/, "must be the id of a VPC"),
    /** Its first IPv4 CIDR. */
    cidr: z.cidrv4(),
    /** For internet-facing load balancers, in at least two zones; may be none. */
    publicSubnetIds: z.array(subnetId),
    /** For instances, functions and internal load balancers, in at least two zones. */
    privateSubnetIds: z.array(subnetId).min(2),
    /** Public addresses that private subnets leave from. None where they do not: they call AWS by endpoints then. */
    natAddresses: z.array(z.ipv4()),
  }),
});

export const environmentSchema = z.strictObject({
  ...placeShape,
  /** Nothing that users or a way back need can be destroyed here, not by mistake either. */
  protected: z.boolean(),
  /** Days that logs are kept. */
  logRetentionDays: z.literal([
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653,
  ]),
  network: z.union([ownNetworkSchema, adoptedNetworkSchema], {
    error: "must have cidr, zones and nat, or adopt",
  }),
  /**
   * When fleets run; outside of it no instance does, and the load balancers answer 503. A release that is started then
   * wakes the fleet that it may have to go back to.
   * @default - always
   */
  officeHours: z
    .strictObject({
      /** Name in the IANA database, such as Europe/London. */
      timeZone: z
        .string()
        .refine(
          (name) => TIME_ZONES.has(name),
          "must be a time zone of the IANA database, such as Europe/London",
        ),
      days: z.array(z.enum(["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"])).min(1),
      /** On each of the days, 00:00 to 23:59. */
      from: timeOfDay,
      /** On the same day, at most 21 hours later: a release that runs may put closing off by 3. */
      to: timeOfDay,
    })
    .optional(),
  /** Checks that are switched off, in so many words. */
  accept: z.array(z.enum(["public-network-range"])).optional(),
});

/** One weight of the new colour and how long its traffic is judged. */
const step = z.strictObject({
  /** Percent of the requests that go to the new colour. */
  weight: z.number().int().min(1).max(100),
  /** Seconds; at least 180, since load balancer metrics come once a minute and up to 3 minutes late. */
  watchSeconds: z.number().int().min(180).max(86_400),
});

const certificate = z
  .string()
  .regex(/^arn:aws[\w-]*:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/, "must be the ARN of an ACM certificate");

const ONE_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** One certificate after another, each of which may sign others. */
function isAuthority(pem: string): boolean {
  const certificates = pem.match(ONE_CERTIFICATE) ?? [];
  if (certificates.length === 0 || pem.replaceAll(ONE_CERTIFICATE, "").trim() !== "") return false;
  try {
    return certificates.every((one) => new X509Certificate(one).ca);
  } catch {
    return false;
  }
}

/** A name for the load balancer in a public zone of Route 53 that lies in the environment's account. */
const hostedDomain = z.strictObject({
  hostedZone: z.string().regex(/^[A-Z0-9]{8,32}$/, "must be the id of a hosted zone, such as Z0123456789ABC"),
  /** At most 64 characters, as the name of a certificate. */
  domain: z
    .string()
    .max(64)
    .regex(
      /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
      "must be a domain in lower-case letters, such as shop.example.com",
    ),
  /** @default - one is made, and proven by a record in the zone */
  certificate: certificate.optional(),
});

/** AWS's own rules that cost nothing beyond their evaluation: https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html */
const managedRules = z.enum([
  "AWSManagedRulesAdminProtectionRuleSet",
  "AWSManagedRulesAmazonIpReputationList",
  "AWSManagedRulesAnonymousIpList",
  "AWSManagedRulesCommonRuleSet",
  "AWSManagedRulesKnownBadInputsRuleSet",
  "AWSManagedRulesLinuxRuleSet",
  "AWSManagedRulesPHPRuleSet",
  "AWSManagedRulesSQLiRuleSet",
  "AWSManagedRulesUnixRuleSet",
  "AWSManagedRulesWindowsRuleSet",
  "AWSManagedRulesWordPressRuleSet",
]);

const instanceType = z
  .string()
  .regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, "must be an instance type such as t3.small");

/**
 * Several instance types for a fleet, on demand or on spot. A changed list is in force with the next launch of either
 * colour, and other shares of spot replace instances of the live one, one after another: a release moves neither.
 */
const mixedInstances = z.strictObject({
  /**
   * What serves as well as `instanceType`, the next best first: of its architecture, and better of its size, since
   * each instance gets as many requests. A group has 40 types at most.
   */
  alternatives: z.array(instanceType).min(1).max(39),
  /**
   * Instances on demand before there is any on spot, 0 to 500.
   * @default 0
   */
  onDemandBase: z.number().int().min(0).max(500).optional(),
  /**
   * Percent of the instances beyond the base that are on demand, 0 to 100; the others are on spot, and may be taken
   * back with two minutes' notice.
   * @default 100
   */
  onDemandPercentAboveBase: z.number().int().min(0).max(100).optional(),
});

/** What differs between the environments of one service. */
export const deploymentSchema = z.strictObject({
  loadBalancer: z.strictObject({
    scheme: z.enum(["internet-facing", "internal"]),
    /** ARN of an ACM certificate, a domain whose zone a certificate can be made in, or no TLS at all. */
    tls: z.union([z.literal("plain-http"), certificate, hostedDomain], {
      error: 'must be "plain-http", the ARN of an ACM certificate, or a hostedZone and a domain in it',
    }),
    /**
     * PEM of the private authority that signed `tls`, up to 3,000 characters: what the smoke test trusts. The
     * variables of a function hold 4 KB.
     * @default - one of those that Node.js knows
     */
    certificateAuthority: z
      .string()
      .max(3000)
      .refine(isAuthority, "must be the PEM of a certificate authority")
      .optional(),
    /** What stands before the listeners, or nothing. Testers and the smoke test pass it like everyone. */
    firewall: z.union(
      [
        z.literal("none"),
        z.strictObject({
          /** `count` lets everything through and counts what `block` would refuse: to look before it blocks. */
          mode: z.enum(["block", "count"]),
          /** In the order in which they are asked. */
          managedRules: z.array(managedRules),
          /** Requests from one address in 5 minutes, 10 to 2,000,000,000; those beyond are refused. */
          requestsPerAddress: z.number().int().min(10).max(2_000_000_000),
        }),
      ],
      { error: 'must be "none", or have mode, managedRules and requestsPerAddress' },
    ),
    /** Who may reach the production listener. */
    allowedCidrs: z.array(z.cidrv4()).min(1),
    /** Who may reach the test listener, beside the smoke test. */
    testCidrs: z.array(z.cidrv4()),
  }),
  fleet: z.strictObject({
    instanceType,
    /** @default - all instances are of `instanceType`, on demand */
    mixedInstances: mixedInstances.optional(),
    /** SSM parameter with the id of an AMI for the instance type's architecture; resolved by Terraform. */
    amiParameter: parameter,
    /**
     * The image brings Node.js 22 and the CodeDeploy and CloudWatch agents, so that nothing is installed at boot.
     * Otherwise it is a plain Amazon Linux 2023 with the AWS CLI.
     */
    imageIsReady: z.boolean(),
    /** SHA-256 of the CodeDeploy agent's package for the fleet's architecture, or `unchecked`: AWS publishes none. */
    agentSha256: z
      .string()
      .regex(/^([0-9a-f]{64}|unchecked)$/, 'must be 64 hexadecimal digits or "unchecked"'),
    /** Instances of the live colour, at least and at most; the other colour takes as many during a release. */
    minimum: z.number().int().min(1).max(500),
    maximum: z.number().int().min(1).max(500),
    /** What the fleet is kept at, between its minimum and its maximum. */
    scaling: z.strictObject({
      /** Average CPU of the instances, 10 to 90 percent. */
      cpuPercent: z.number().int().min(10).max(90),
      /** Requests per minute that an instance is to answer. */
      requestsPerMinute: z.number().int().min(1),
    }),
    /** How a burstable instance (t3, t4g, …) spends CPU beyond its credits: `none` for all other types. */
    cpuCredits: z.enum(["standard", "unlimited", "none"]),
    /** Metrics of the instances each minute instead of every five. */
    detailedMonitoring: z.boolean(),
    /** Whether the hardware is shared with other accounts. */
    tenancy: z.enum(["default", "dedicated"]),
    /**
     * How far apart instances of a colour are kept: each on a rack of its own (`spread`, at most 7 in a zone), or in 1
     * to 7 partitions of each zone that share no rack. Another placement rides with the next release; the placement
     * group that it leaves behind can go once both colours have left it, so the apply after that is whole.
     */
    placement: z.union(
      [z.enum(["none", "spread"]), z.strictObject({ partitions: z.number().int().min(1).max(7) })],
      { error: 'must be "none", "spread", or have partitions, 1 to 7' },
    ),
    volumeGib: z.number().int().min(8).max(1024),
    /** Seconds that a draining target may finish its requests: at least the longest request. 0 to 3600. */
    deregistrationDelaySeconds: z.number().int().min(0).max(3600),
  }),
  release: z.strictObject({
    /** Ascending weights that end at 100. */
    steps: z.array(step).min(1).max(20),
    gate: z.strictObject({
      /** Percent of the new colour's requests that may end in 5xx. */
      maximumErrorPercent: z.number().min(0).max(100),
      /** Failed connections from the load balancer to the new colour, per watch. */
      maximumConnectionErrors: z.number().int().min(0),
      /** Requests that the new colour must get in a watch to be judged; 0 turns off this gate only. */
      minimumRequests: z.number().int().min(0),
    }),
  }),
});

/** Whether a browser would send it as it stands, to the same host; Terraform would read `${` and `%{` as its own. */
function isPath(path: string): boolean {
  const host = "http://localhost";
  if (/[$%]\{/.test(path) || !URL.canParse(path, host)) return false;
  const { pathname, search } = new URL(path, host);
  return pathname + search === path;
}

export const serviceSchema = z.strictObject({
  source: z.strictObject({
    /** Object whose new versions start the pipeline, in the service's own source bucket. */
    object: z
      .string()
      .max(200)
      .regex(/^([\w-][\w.-]*\/)*[\w-][\w.-]*\.zip$/, "must be the key of a zip, such as source.zip"),
  }),
  build: z.strictObject({
    computeType: z.enum(["BUILD_GENERAL1_SMALL", "BUILD_GENERAL1_MEDIUM", "BUILD_GENERAL1_LARGE"]),
    architecture: z.enum(["x86_64", "arm64"]),
    /** Image of the build container. */
    image: z.string().regex(/^\w[\w./:@-]{0,254}$/, "must be the name of an image"),
    timeoutMinutes: z.number().int().min(5).max(480),
  }),
  /** TCP port that the application listens on. A target group keeps its port for life. */
  port: z.number().int().min(1024).max(65_535),
  /** What the load balancer's health check and the smoke test ask for. */
  healthPath: z
    .string()
    .max(1024)
    .refine(isPath, "must be a path on the same host, as it is sent, without a fragment"),
  /** Environments that the pipeline releases to, one after another. */
  releaseTo: z.array(z.string()).min(1),
  /** By the environment's name. */
  environments: z.record(z.string(), deploymentSchema),
  /** Checks that are switched off, in so many words. */
  accept: z.array(z.enum(["release-order"])).optional(),
});

export const estateSchema = z.strictObject({
  /** Begins every name. */
  application: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/, "must be 2 to 12 lower-case letters, digits and dashes")
    // Begins the names of load balancers, security groups and buckets.
    .regex(
      /^(?!(internal|sg|sthree|xn|amzn-s3-demo)(-|$))/,
      "must not begin with internal-, sg-, sthree-, xn- or amzn-s3-demo-, which AWS keeps for itself",
    ),
  /** Where pipelines and states lie. */
  tools: z.strictObject(placeShape),
  /** In the order in which a release usually passes them. */
  environments: z.record(z.string(), environmentSchema),
  services: z.record(z.string(), serviceSchema),
});

/** What an adopter writes. */
export type EstateData = z.infer<typeof estateSchema>;
export type PlaceData = EstateData["tools"];
export type EnvironmentData = EstateData["environments"][string];
export type OwnNetworkData = z.infer<typeof ownNetworkSchema>;
export type AdoptedNetworkData = z.infer<typeof adoptedNetworkSchema>["adopt"];
export type ServiceData = EstateData["services"][string];
export type DeploymentData = ServiceData["environments"][string];
