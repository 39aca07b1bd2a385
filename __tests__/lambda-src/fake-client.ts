interface Command {
  readonly input: unknown;
  readonly constructor: { readonly name: string };
}

/** An SDK client that answers by the command's name, without `Command`, and keeps what it was sent. */
export function fakeClient<Client>(answers: Readonly<Record<string, unknown>>) {
  const sent: [operation: string, input: unknown][] = [];
  const client = {
    send({ input, constructor }: Command): Promise<unknown> {
      const operation = constructor.name.replace(/Command$/, "");
      sent.push([operation, input]);
      if (!(operation in answers)) return Promise.reject(new Error(`${operation} was not expected`));
      const answer = answers[operation];
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  return { client: client as Client, sent };
}
