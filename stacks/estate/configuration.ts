import { join } from "node:path";
import { type Backend, readBackend } from "./backend";
import { ConfigurationError } from "./configuration-error";
import { estate as data } from "./data";
import type { Estate } from "./estate";
import { parseEstate } from "./parse";

/** All that an adopter writes. */
export interface Configuration {
  readonly estate: Estate;
  readonly backend: Backend;
}

/**
 * Reads the estate and the backend's file.
 * @throws ConfigurationError with the mistakes of both.
 */
export async function readConfiguration(
  estate: unknown = data,
  backendFile = join(__dirname, "..", "..", "terraform-backend.hcl"),
): Promise<Configuration> {
  const mistakes: string[] = [];
  const collect = (error: unknown) => {
    if (!(error instanceof ConfigurationError)) throw error;
    mistakes.push(...error.mistakes);
    return undefined;
  };
  const parsed = await Promise.resolve(estate).then(parseEstate).catch(collect);
  const backend = await readBackend(backendFile, estate).catch(collect);
  if (parsed === undefined || backend === undefined) throw new ConfigurationError(mistakes);
  return { estate: parsed, backend };
}
