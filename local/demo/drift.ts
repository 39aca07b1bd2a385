import { z } from "zod";
import { command, type CommandOptions } from "./command";
import { stackFolder } from "./stacks";

const plannedChange = z.object({
  type: z.enum(["planned_change", "resource_drift"]),
  change: z.object({ resource: z.object({ addr: z.string() }), action: z.string() }),
});

export interface StackDrift {
  readonly stack: string;
  /** Addresses whose plan is not empty, with the planned action. */
  readonly changes: readonly string[];
}

/** What `terraform plan` of a deployed stack would change; nothing is what it should say. */
export async function driftOf(project: string, stack: string, options: CommandOptions): Promise<StackDrift> {
  const args = ["plan", "-input=false", "-lock=false", "-detailed-exitcode", "-json"];
  const { exitCode, output } = await command("terraform", args, {
    ...options,
    cwd: stackFolder(project, stack),
  });
  if (exitCode !== 0 && exitCode !== 2) {
    throw new Error(`${stack}: terraform plan failed\n${output.split("\n").slice(-10).join("\n")}`);
  }
  if (exitCode === 0) return { stack, changes: [] };
  const changes = output.split("\n").flatMap((line) => {
    if (!line.startsWith("{")) return [];
    const event = plannedChange.safeParse(JSON.parse(line));
    return event.success && event.data.type === "planned_change"
      ? [`${event.data.change.action} ${event.data.change.resource.addr}`]
      : [];
  });
  return { stack, changes: changes.length > 0 ? changes : ["outputs only"] };
}
