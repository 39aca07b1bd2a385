/** An account's part of a region. The region decides the partition, and both how ARNs there begin. */
export interface Location {
  /** `aws`, or `aws-us-gov`. */
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** `arn:aws:states:eu-west-1:222222222222:stateMachine:name`. */
export function arn({ partition, account, region }: Location, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** IAM knows no regions. */
export function iamArn({ partition, account }: Omit<Location, "region">, resource: string): string {
  return `arn:${partition}:iam::${account}:${resource}`;
}

/** A bucket, or with a path its objects; names are unique in a partition. */
export function s3Arn({ partition }: Pick<Location, "partition">, bucket: string): string {
  return `arn:${partition}:s3:::${bucket}`;
}

export function groupArn(location: Location, autoScalingGroup: string): string {
  return arn(location, "autoscaling", `autoScalingGroup:*:autoScalingGroupName/${autoScalingGroup}`);
}
