import { knownDifferences } from "./known-differences";

/** Where a table of facts was recorded: real AWS, by the tests of a public repository. */
export interface Source {
  readonly repository: string;
  readonly commit: string;
  readonly path: string;
  /** Day or days on which AWS answered so. */
  readonly recorded: string;
}

/**
 * One test for each fact: local AWS must answer as AWS did. A fact that is listed as a known difference must
 * still fail; when it holds, it has to leave the list.
 */
export function holds<Fact>(
  facts: readonly Fact[],
  titleOf: (fact: Fact) => string,
  check: (fact: Fact) => Promise<void> | void,
): void {
  for (const fact of facts) {
    const title = titleOf(fact);
    const difference = knownDifferences.find(({ facts: titles }) => titles.includes(title));
    const run = async () => check(fact);
    if (difference === undefined) it(title, run);
    else it(`${title}: differs`, () => expect(run()).rejects.toThrow());
  }
}
