import type { Deployments, InstanceFailure } from "../model/ports";

/** Lines at the end of a script's output that are told, and how many characters of them. */
const LOG_LINES = 3;
const LOG_CHARACTERS = 300;
/** The others failed by the same revision, most likely in the same way. */
const INSTANCES = 2;

/**
 * Names instance, lifecycle event, script and its last words: more than CodeDeploy's own "too many instances
 * failed", which is told where no instance failed in an event.
 */
export async function explainFailures(
  deployments: Pick<Deployments, "failures">,
  id: string,
  otherwise: string,
): Promise<string> {
  try {
    const failures = await deployments.failures(id);
    if (failures.length === 0) return otherwise;
    const told = failures.slice(0, INSTANCES).map(explain);
    const more = failures.length - told.length;
    return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
  } catch (error) {
    // The failure itself must be told, also without its details.
    return `its instances could not be asked (${String(error)}): ${otherwise}`;
  }
}

function explain({ instance, event, script, message, log }: InstanceFailure): string {
  const where = `${instance} failed in ${event}${script === "" ? "" : ` (${script})`}`;
  return `${where}: ${lastWords(log) || message || "no reason given"}`;
}

/** CodeDeploy's agent puts `[stdout]` or `[stderr]` before each line, and headers of its own between scripts. */
function lastWords(log: string): string {
  const words = log
    .split("\n")
    .filter((line) => !/^(LifecycleEvent|Script) - /.test(line))
    .map((line) => line.replace(/^(?:\S+ \S+ )?\[std(?:out|err)\]/, "").trim())
    // A script that asks again and again says the same each time.
    .filter((line, index, lines) => line !== "" && line !== lines[index - 1])
    .slice(-LOG_LINES)
    .join(" / ");
  return words.length > LOG_CHARACTERS ? `…${words.slice(-LOG_CHARACTERS)}` : words;
}
