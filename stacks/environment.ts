import { z } from "zod";

/** In the order in which a release usually passes them. */
export const ENVIRONMENTS = ["dev", "staging", "production"] as const;

export type EnvironmentName = (typeof ENVIRONMENTS)[number];

const account = z.string().regex(/^\d{12}$/, "must be 12 digits");
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region such as eu-west-1");
/** Name of the role in the account that Terraform assumes. */
const deployRole = z.string().regex(/^[\w+=,.@-]{1,64}$/, "must be the name of a role");
const path = z.string().regex(/^\/\S*$/, "must be a path that starts with /");

/** One weight of the new colour and how long its traffic is judged. */
const step = z.strictObject({
  /** Percent of the requests that go to the new colour. */
  weight: z.number().int().min(1).max(100),
  /** Seconds; at least 180, since load balancer metrics come once a minute and up to 3 minutes late. */
  watchSeconds: z.number().int().min(180).max(86_400),
});

export const environmentSchema = z.strictObject({
  account,
  region,
  deployRole,
  network: z.strictObject({
    /** IPv4 CIDR of the VPC, /16 to /20; each zone has an eighth of it, by its letter. */
    cidr: z.cidrv4(),
    /** Availability zones, at least two: a load balancer needs them. */
    zones: z.array(z.string()).min(2).max(4),
    /** Gateways for private subnets: `single` stands in the first zone named; `none` waits for interface endpoints. */
    nat: z.enum(["per-zone", "single", "none"]),
  }),
  loadBalancer: z.strictObject({
    scheme: z.enum(["internet-facing", "internal"]),
    /** ARN of an ACM certificate, or `none` for plain HTTP. */
    certificate: z
      .string()
      .regex(
        /^(none|arn:aws:acm:[\w-]+:\d{12}:certificate\/[\w-]+)$/,
        'must be "none" or the ARN of an ACM certificate',
      ),
    /** Who may reach the production listener. */
    allowedCidrs: z.array(z.cidrv4()).min(1),
    /** Who may reach the test listener, beside the smoke test. */
    testCidrs: z.array(z.cidrv4()),
    deletionProtection: z.boolean(),
  }),
  fleet: z.strictObject({
    instanceType: z
      .string()
      .regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, "must be an instance type such as t3.small"),
    /** SSM parameter with the id of an AMI for the instance type's architecture; resolved by Terraform. */
    amiParameter: path,
    /** Instances of the live colour, at least and at most; the other colour takes as many during a release. */
    minimum: z.number().int().min(1).max(500),
    maximum: z.number().int().min(1).max(500),
    volumeGib: z.number().int().min(8).max(1024),
    /** TCP port that the application listens on. */
    port: z.number().int().min(1024).max(65_535),
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
    /** Path that the smoke test asks of the new colour through the test listener. */
    smokePath: path,
  }),
});

export const toolsSchema = z.strictObject({
  account,
  region,
  deployRole,
  /** Environments that the pipeline releases to, in this order. */
  releaseTo: z.array(z.enum(ENVIRONMENTS)).min(1),
  build: z.strictObject({
    computeType: z.enum(["BUILD_GENERAL1_SMALL", "BUILD_GENERAL1_MEDIUM", "BUILD_GENERAL1_LARGE"]),
    image: z.string().min(1),
    timeoutMinutes: z.number().int().min(5).max(480),
  }),
});

export const estateSchema = z.strictObject({
  /** Prefix of every name: 2 to 12 lower-case letters, digits and dashes. */
  application: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/, "must be 2 to 12 lower-case letters, digits and dashes")
    // Begins the names of load balancers, security groups and buckets.
    .regex(
      /^(?!(internal|sg|sthree|xn)(-|$))/,
      "must not begin with internal-, sg-, sthree- or xn-, which AWS keeps for itself",
    ),
  tools: toolsSchema,
  environments: z.strictObject({
    dev: environmentSchema,
    staging: environmentSchema,
    production: environmentSchema,
  }),
});

export type Environment = z.infer<typeof environmentSchema>;
export type Tools = z.infer<typeof toolsSchema>;
export type Estate = z.infer<typeof estateSchema>;
