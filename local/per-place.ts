import type { Place } from "./context";

/** One of something for each account and region, made when it is first asked for. */
export class PerPlace<T> {
  private readonly made = new Map<string, T>();

  constructor(private readonly make: (place: Place) => T) {}

  of({ account, region }: Place): T {
    const key = `${account}/${region}`;
    const found = this.made.get(key);
    if (found !== undefined) return found;
    const made = this.make({ account, region });
    this.made.set(key, made);
    return made;
  }

  all(): readonly T[] {
    return [...this.made.values()];
  }
}
