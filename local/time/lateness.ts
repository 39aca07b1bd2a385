import { createHash } from "node:crypto";
import lateness from "./lateness.json";

/**
 * What AWS does not do at once, the one place for how late it is: ranges of virtual seconds, chances from 0 to 1, and
 * where each was read; "observed" where AWS gives no figure.
 */
export const LATENESS = lateness;

type Delay = keyof typeof LATENESS.delays;
type Chance = keyof typeof LATENESS.chances;

export interface LatenessProps {
  /** False: everything is in force at once. @default true */
  readonly strict?: boolean;
  /** The same seed gives the same lateness, in the order of the questions. @default 1 */
  readonly seed?: number;
  /** Other ranges than the table's, such as `agentUp: [Infinity, Infinity]` for never. */
  readonly ranges?: Partial<Record<Delay, readonly [number, number]>>;
  readonly chances?: Partial<Record<Chance, number>>;
}

/** Draws how late AWS is this time; each phenomenon from a series of its own, so that one does not move another. */
export class Lateness {
  private readonly drawn = new Map<string, number>();

  constructor(private readonly props: LatenessProps = {}) {}

  describe(): string {
    const { strict = true, seed = 1 } = this.props;
    return strict ? `as late as AWS, seed ${seed}` : "not strict: everything is in force at once";
  }

  /** Virtual milliseconds; Infinity for never. */
  milliseconds(name: Delay): number {
    const { strict = true, ranges } = this.props;
    const [least = 0, most = 0] = ranges?.[name] ?? LATENESS.delays[name].seconds;
    if (!strict) return 0;
    return least === most ? least * 1000 : (least + this.draw(name) * (most - least)) * 1000;
  }

  happens(name: Chance): boolean {
    const { strict = true, chances } = this.props;
    return strict && this.draw(name) < (chances?.[name] ?? LATENESS.chances[name].chance);
  }

  private draw(name: string): number {
    const { seed = 1 } = this.props;
    const count = this.drawn.get(name) ?? 0;
    this.drawn.set(name, count + 1);
    return createHash("sha256").update(`${seed} ${name} ${count}`).digest().readUInt32BE() / 2 ** 32;
  }
}
