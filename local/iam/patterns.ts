const compiled = new Map<string, RegExp>();

/** `*` stands for any text, `?` for any character. */
export function like(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
    expression = new RegExp(`^${escaped.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`);
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}

/**
 * Each of an ARN's six parts is matched for itself: a wildcard does not reach across the first five colons.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function arnLike(pattern: string, arn: string): boolean {
  if (pattern === "*") return true;
  const [wanted, given] = [parts(pattern), parts(arn)];
  return wanted.length === 6 && given.length === 6 && wanted.every((part, i) => like(part, given[i] ?? ""));
}

function parts(arn: string): string[] {
  const split = arn.split(":");
  return split.length < 6 ? split : [...split.slice(0, 5), split.slice(5).join(":")];
}
