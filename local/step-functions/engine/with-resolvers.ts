/** The interpreter wants `Promise.withResolvers`, and Node has it from version 22 on. */
export function installWithResolvers(): void {
  if ("withResolvers" in Promise) return;
  Object.assign(Promise, {
    withResolvers: () => {
      const parts: Record<string, unknown> = {};
      parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
      return parts;
    },
  });
}
