/** Where local AWS is known to answer otherwise than AWS did; `local/README.md` gives the reasons. */
export interface KnownDifference {
  readonly reason: string;
  /** Titles of the facts that do not hold. */
  readonly facts: readonly string[];
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    reason: "States.MathAdd rounds decimals on AWS, and adds them here",
    facts: [
      "1.49,1.5",
      "1.5,1.51",
      "-1.49,-1.5",
      "-1.5,-1.51",
      "1.49,0",
      "1.5,0",
      "1.51,0",
      "-1.49,0",
      "-1.5,0",
      "-1.51,0",
      "0.5,0",
      "2.5,0",
      "3.5,0",
      "-0.5,0.5",
      "-0.5,0",
      "-2.5,0",
      "-3.5,0",
    ].map((terms) => `States.MathAdd(${terms})`),
  },
  {
    reason: "A JSONPath wildcard or slice of a missing field is a failure, not an empty list",
    facts: ["$[*]", "$.items[*]", "$.items[1:]", "$.items[*].itemValue"].map((at) => `path ${at} of nothing`),
  },
  {
    reason: "Of $$.State a machine sees EnteredTime only",
    facts: ["ErrorPath of the context"],
  },
  {
    reason: "PutMetricData takes no StatisticValues (refused)",
    facts: ["Sum of a statistic set and a value"],
  },
  {
    reason: "The label of a metric is its name alone, without what tells it from others",
    facts: ["label of one metric asked by two statistics"],
  },
  {
    reason: "A function has none of the variables of Lambda's own runtime, X-Ray and trace ids",
    facts: [
      "AWS_LAMBDA_RUNTIME_API",
      "AWS_XRAY_CONTEXT_MISSING",
      "LAMBDA_RUNTIME_DIR",
      "NODE_PATH",
      "_X_AMZN_TRACE_ID",
    ].map((name) => `variable ${name}`),
  },
  {
    reason: "Field names with dots are no paths in event patterns",
    facts: ["dot_joining_event", "dot_joining_pattern"],
  },
];
