import { estate } from "../../stacks/estate/data";
import type { Limits } from "./gates";
import type { Step } from "./release";

/** How web is released to production, by the data. */
export function productionRelease(): { readonly steps: readonly Step[]; readonly limits: Limits } {
  const release = estate.services.web?.environments.production?.release;
  if (release === undefined) throw new Error("the data must have web in production");
  return { steps: release.steps, limits: release.gate };
}
