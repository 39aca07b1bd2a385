/** The answer to a question, asked once; a failed question is asked again next time. */
export function remember<T>(
  answers: Map<string, Promise<unknown>>,
  question: string,
  ask: () => Promise<T>,
): Promise<T> {
  const known = answers.get(question) as Promise<T> | undefined;
  if (known) return known;
  const answer = ask();
  answers.set(question, answer);
  answer.catch(() => answers.delete(question));
  return answer;
}
