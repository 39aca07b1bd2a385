import type { z } from "zod";
import type { Mistake } from "./configuration-error";

/** Finds what is wrong with fields that are right one by one; silent until those that it needs are. */
export type Rule = (data: unknown) => Mistake[];

export function rule<Needs extends z.ZodType>(
  needs: Needs,
  check: (data: z.infer<Needs>) => Mistake[],
): Rule {
  return (data) => {
    const result = needs.safeParse(data);
    return result.success ? check(result.data) : [];
  };
}

/** One mistake, at a path such as `network.zones.1`; one with names that somebody chose is a list. */
export function wrong(path: string | readonly string[], rule: string, got: unknown): Mistake[] {
  const parts =
    typeof path === "string"
      ? path.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part))
      : path;
  return [{ path: parts, rule, got }];
}

export function onlyIf(condition: boolean, ...mistake: Parameters<typeof wrong>): Mistake[] {
  return condition ? wrong(...mistake) : [];
}

/** The same mistakes, found below `prefix`. */
export function below(prefix: readonly PropertyKey[], mistakes: readonly Mistake[]): Mistake[] {
  return mistakes.map((mistake) => ({ ...mistake, path: [...prefix, ...mistake.path] }));
}
