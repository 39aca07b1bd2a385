/** Answers about what an account holds, kept until a request writes to their service in that account. */
export class Memory {
  private readonly answers = new Map<string, Map<string, Promise<unknown>>>();

  /** A failed question is asked again next time. */
  remember<T>(account: string, service: string, question: string, ask: () => Promise<T>): Promise<T> {
    const scope = `${account}/${service}`;
    const known = this.answers.get(scope) ?? new Map<string, Promise<unknown>>();
    this.answers.set(scope, known);
    const answered = known.get(question) as Promise<T> | undefined;
    if (answered) return answered;
    const answer = ask();
    known.set(question, answer);
    answer.catch(() => known.delete(question));
    return answer;
  }

  forget(account: string, service: string): void {
    this.answers.delete(`${account}/${service}`);
  }
}
