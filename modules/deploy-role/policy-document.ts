import { iamArn, type Location } from "../location";
import type { Condition, Statement } from "./statement";

/** A policy as IAM takes it. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: "Allow" | "Deny";
    readonly Principal?: { readonly AWS: string };
    readonly Action: readonly string[];
    readonly Resource?: readonly string[];
    readonly Condition?: Condition;
  }[];
}

export function policyDocument(statements: readonly Statement[]): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: statements.map(({ sid, effect = "Allow", actions, resources, condition }) => ({
      Sid: sid,
      Effect: effect,
      Action: actions,
      Resource: resources,
      ...(condition && { Condition: condition }),
    })),
  };
}

/** Whoever the account's own administrators let assume it. */
export function trustOf(tools: Omit<Location, "region">): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AsItsAdministratorsDecide",
        Effect: "Allow",
        Principal: { AWS: iamArn(tools, "root") },
        Action: ["sts:AssumeRole"],
      },
    ],
  };
}
