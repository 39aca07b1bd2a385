import { spawnSync } from "node:child_process";
import path from "node:path";
import { z } from "zod";

const usageSchema = z.object({
  /** Seconds on the clock. */
  time: z.number(),
  /** Seconds of processors, over all its processes. */
  cpu: z.number(),
  /** Megabytes, at the peak of its largest process. */
  memory: z.number(),
});

export interface Usage extends z.infer<typeof usageSchema> {
  readonly stdout: string;
}

/** Runs a command, which must not fail. */
export function usageOf(cwd: string, command: readonly string[]): Usage {
  const { status, output } = spawnSync("python3", [path.join(__dirname, "usage.py"), ...command], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit", "pipe"],
  });
  if (status !== 0) throw new Error(`${command.join(" ")}: must succeed, got ${status}`);
  return { ...usageSchema.parse(JSON.parse(output[3] ?? "")), stdout: output[1] ?? "" };
}
