import partitions from "./regions.json";

/** What Slipway is made for: in the others, a service that it stands on is missing. */
export const SUPPORTED_PARTITIONS: readonly string[] = ["aws", "aws-us-gov"];

/** Of AWS's regions only; `regions.json` is botocore's list of them. */
export function partitionOf(region: string): string | undefined {
  return Object.entries(partitions).find(([, regions]) => regions.includes(region))?.[0];
}
