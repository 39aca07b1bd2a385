/** Writes `stacks/estate/regions.json`: AWS's regions by their partitions, as botocore (Apache-2.0) lists them. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { botocoreData } from "./generate-models";

const listed = z.object({
  partitions: z.array(z.object({ id: z.string(), regions: z.record(z.string(), z.unknown()) })),
});

/** @param botocore its folder of data. */
export function regionsIn(botocore: string): Record<string, string[]> {
  const { partitions } = listed.parse(
    JSON.parse(readFileSync(path.join(botocore, "partitions.json"), "utf8")),
  );
  return Object.fromEntries(
    partitions.map(({ id, regions }) => [
      id,
      Object.keys(regions)
        .filter((region) => !region.endsWith("-global"))
        .sort(),
    ]),
  );
}

if (require.main === module)
  writeFileSync(
    path.join(__dirname, "../stacks/estate/regions.json"),
    `${JSON.stringify(regionsIn(botocoreData(path.join(__dirname, "../.venv"))), undefined, 2)}\n`,
  );
