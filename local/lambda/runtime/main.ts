import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { installDate } from "../../clock/install";
import { mapLoadBalancerNames } from "./names";
import type { FunctionError, Invocation, Outcome, RuntimeSettings } from "./protocol";

/** The entry of a function's process: loads the handler, then answers one invocation after the other. */

type Handler = (event: unknown, context: unknown) => unknown;

const settings = JSON.parse(process.argv[2] ?? "{}") as RuntimeSettings;
const wallNow = Date.now.bind(Date);

installDate(settings.clock);
mapLoadBalancerNames(settings.listenersFile);
// The parent is gone: so is local AWS.
process.on("disconnect", () => process.exit());

const loading = load(settings);
// A failure to load is answered by the first invocation.
void loading.catch(() => undefined).then(() => process.send?.("ready"));
process.on("message", (invocation: Invocation) => {
  void run(invocation).then((result) => process.send?.(result));
});

async function run(invocation: Invocation): Promise<Outcome> {
  try {
    const handler = await loading;
    const result = await handler(invocation.event, contextOf(invocation));
    return { payload: JSON.stringify(result ?? null) };
  } catch (error) {
    console.error(error);
    return { error: describe(error) };
  }
}

async function load({ taskRoot, handler }: RuntimeSettings): Promise<Handler> {
  const [, file = "", exported = ""] = /^(.*)\.([^./]+)$/.exec(handler) ?? [];
  const module = [".js", ".mjs", ".cjs"]
    .map((extension) => path.join(taskRoot, file + extension))
    .find((candidate) => existsSync(candidate));
  if (!module) throw runtimeError("Runtime.ImportModuleError", `Error: Cannot find module '${file}'`);
  const loaded = (await import(pathToFileURL(module).href)) as Record<string, unknown> & {
    default?: Record<string, unknown>;
  };
  // A CommonJS bundle's exports may only be seen as its default.
  const found = loaded[exported] ?? loaded.default?.[exported];
  if (typeof found !== "function") {
    throw runtimeError("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
  }
  return found as Handler;
}

function contextOf(invocation: Invocation): Record<string, unknown> {
  return {
    awsRequestId: invocation.requestId,
    functionName: invocation.functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: invocation.functionArn,
    memoryLimitInMB: String(invocation.memoryMegabytes),
    logGroupName: `/aws/lambda/${invocation.functionName}`,
    logStreamName: "local",
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadline - wallNow()),
  };
}

function runtimeError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function describe(error: unknown): FunctionError {
  if (error instanceof Error) {
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: (error.stack ?? "").split("\n"),
    };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}
