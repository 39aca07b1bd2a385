const COMPLETES =
  /aws autoscaling complete-lifecycle-action(?=.*? --auto-scaling-group-name (\S+))(?=.*? --lifecycle-hook-name (\S+))/gs;

/** The launch hooks that a script completes when all before it has worked. */
export function completedHooks(userData: string): { readonly group: string; readonly hook: string }[] {
  const script = userData.replaceAll("\\\n", " ");
  return Array.from(script.matchAll(COMPLETES), ([, group = "", hook = ""]) => ({ group, hook }));
}
