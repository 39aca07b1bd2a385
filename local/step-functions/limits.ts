import { IntegrationError } from "./aws-sdk";

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-task-executions */
const LARGEST_RESULT_BYTES = 256 * 1024;

/** Ends a task as AWS does when it takes too long or answers too much; what it still does is its own. */
export async function withinLimits(work: Promise<unknown>, timeoutSeconds?: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    // AWS gives no cause.
    const timeOut = () => reject(new IntegrationError("States.Timeout", ""));
    if (timeoutSeconds !== undefined) timer = setTimeout(timeOut, timeoutSeconds * 1000);
  });
  const result = await Promise.race([work, late]).finally(() => clearTimeout(timer));
  if (Buffer.byteLength(JSON.stringify(result) ?? "") > LARGEST_RESULT_BYTES) {
    throw new IntegrationError("States.DataLimitExceeded", "the task's result must be at most 256 KiB");
  }
  return result;
}
