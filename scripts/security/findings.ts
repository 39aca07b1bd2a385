import type { Exception } from "./exceptions";

/** What a check has found. */
export interface Finding {
  readonly check: string;
  /** What is wrong. */
  readonly name: string;
  /** `<stack> <construct>`. */
  readonly where: string;
}

export interface Judgement {
  /** That no exception is about. */
  readonly failures: readonly Finding[];
  /** That no finding is about any more. */
  readonly unused: readonly Exception[];
}

export function judge(findings: readonly Finding[], exceptions: readonly Exception[]): Judgement {
  const about = ({ check, where }: Exception) => {
    const pattern = new RegExp(
      `^${where
        .split("*")
        .map((part) => part.replace(/[.+?^$(){}|[\]\\]/g, "\\$&"))
        .join(".*")}$`,
    );
    return (finding: Finding) => finding.check === check && pattern.test(finding.where);
  };
  return {
    failures: findings.filter((finding) => !exceptions.some((exception) => about(exception)(finding))),
    unused: exceptions.filter((exception) => !findings.some(about(exception))),
  };
}

/** An address of Terraform's without the hash that CDKTF puts at its end. */
export function withoutHash(address: string): string {
  return address.replace(/_[0-9A-F]{8}$/, "");
}
