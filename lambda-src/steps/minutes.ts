const MINUTE = 60_000;

export interface Minutes {
  readonly from: Date;
  /** Not included. */
  readonly to: Date;
}

/**
 * The minutes that began at or after `since` and whose counts have all arrived by `now`; `to` may lie before `from`.
 * @param lagSeconds after the beginning of a minute its counts have arrived.
 */
export function arrivedMinutes(since: Date, now: Date, lagSeconds: number): Minutes {
  return {
    from: new Date(Math.ceil(since.getTime() / MINUTE) * MINUTE),
    to: new Date(Math.floor((now.getTime() - lagSeconds * 1000) / MINUTE) * MINUTE + MINUTE),
  };
}

/** The last of them. */
export function newest({ from, to }: Minutes): Minutes {
  return { from: new Date(Math.max(from.getTime(), to.getTime() - MINUTE)), to };
}
