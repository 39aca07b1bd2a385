import { accountOfCaller, COST, permitted } from "./permission";
import { probeGroups } from "./probes";
import { held, report, runProbes } from "./run";
import { Sandbox } from "./sandbox";

/** Holds an endpoint to what Slipway relies on: `make conformance ENDPOINT=…`. */
async function main(): Promise<void> {
  const { ENDPOINT, CONFIRM, AWS_REGION: region = "eu-west-1" } = process.env;
  const { endpoint } = await permitted(ENDPOINT, CONFIRM, () => accountOfCaller(region));
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      console.log("\nstopping after this probe; what was made is removed first");
      stopping.abort();
    });
  }
  const sandbox = new Sandbox({
    endpoint,
    region,
    pauseMilliseconds: endpoint === undefined ? 2_000 : 200,
    signal: stopping.signal,
    ...(endpoint === undefined || process.env.AWS_ACCESS_KEY_ID !== undefined
      ? {}
      : { credentials: { accessKeyId: "local", secretAccessKey: "local" } }),
  });
  console.log(`${COST}\n\nrun ${sandbox.id} against ${endpoint ?? `AWS, account ${CONFIRM}`}, ${region}\n`);
  const results = await runProbes(probeGroups, sandbox);
  const stayed = await sandbox.cleanUp();
  const failed = results.filter((result) => !held(result)).length;
  console.log(report(results));
  console.log(`\n${results.length - failed} of ${results.length} probes held`);
  stayed.forEach((line) => console.log(`NOT REMOVED ${line}`));
  if (failed > 0 || stayed.length > 0 || stopping.signal.aborted) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
