import * as z from "zod";

/** What the state machine tells a function that it asks again and again. */
export const polling = z.strictObject({
  /** Answers so far. */
  attempt: z.number().int().min(0),
  /** Answers after which the function must fail instead of asking for another one. */
  attempts: z.number().int().min(1),
});
export type Polling = z.infer<typeof polling>;

export interface Polled {
  readonly done: boolean;
  /** Attempt number of the next question. */
  readonly attempt: number;
  /** What is still missing. */
  readonly detail: string;
}

/**
 * Asks once. Not done at the last attempt throws what `refuse` makes of the detail:
 * counting attempts, not seconds, keeps the limit right on any clock.
 */
export async function poll(
  { attempt, attempts }: Polling,
  ask: () => Promise<{ done: boolean; detail: string }>,
  refuse: (detail: string) => Error | Promise<Error>,
): Promise<Polled> {
  const { done, detail } = await ask();
  if (!done && attempt + 1 >= attempts) throw await refuse(`${detail} (asked ${attempt + 1} times)`);
  return { done, attempt: attempt + 1, detail };
}
