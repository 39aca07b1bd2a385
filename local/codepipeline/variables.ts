import { AwsError } from "../gateway/service";

/** Replaces each `#{namespace.NAME}`; one that nothing has set fails the action, as on AWS. */
export function resolveVariables(
  text: string,
  variables: ReadonlyMap<string, Record<string, string>>,
): string {
  return text.replace(/#\{([\w-]+)\.([\w-]+)\}/g, (reference, namespace: string, name: string) => {
    const value = variables.get(namespace)?.[name];
    if (value === undefined) {
      throw new AwsError(
        "InvalidActionConfiguration",
        `An action configuration for variable ${reference} could not be resolved`,
      );
    }
    return value;
  });
}
