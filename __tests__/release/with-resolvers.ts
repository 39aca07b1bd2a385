/** The Step Functions interpreter wants `Promise.withResolvers`, which comes with Node 22. */
if (!("withResolvers" in Promise)) {
  Object.defineProperty(Promise, "withResolvers", {
    value: <T>() => {
      const parts: { resolve?: (value: T) => void; reject?: (reason: unknown) => void } = {};
      const promise = new Promise<T>((resolve, reject) => Object.assign(parts, { resolve, reject }));
      return { promise, ...parts };
    },
  });
}
