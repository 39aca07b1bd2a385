import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { ZipFile } from "yazl";
import { refusal, type Probe, type ProbeGroup } from "../probe";
import { accountOf, roleFor } from "../roles";
import type { Sandbox } from "../sandbox";

const ERRORS = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html";
const HANDLER = `exports.handler = async ({ act }) => {
  if (act === "throw") throw Object.assign(new Error("why"), { name: "Refused" });
  if (act === "exit") process.exit(3);
  if (act === "large") return "x".repeat(300_000);
  if (act === "sleep") await new Promise((resolve) => setTimeout(resolve, 9000));
  return { act };
};`;

async function zipped(source: string): Promise<Buffer> {
  const file = new ZipFile();
  file.addBuffer(Buffer.from(source), "index.js");
  file.end();
  const chunks: Buffer[] = [];
  for await (const chunk of file.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function create(sandbox: Sandbox, FunctionName: string, Role: string): Promise<string> {
  return refusal(
    sandbox.client(LambdaClient).send(
      new CreateFunctionCommand({
        FunctionName,
        Role,
        Handler: "index.handler",
        Runtime: "nodejs22.x",
        Timeout: 1,
        Code: { ZipFile: await zipped(HANDLER) },
        Tags: sandbox.tags,
      }),
    ),
  );
}

export function functionOf(sandbox: Sandbox): Promise<string> {
  return sandbox.once("function", async () => {
    const client = sandbox.client(LambdaClient);
    const FunctionName = sandbox.name("function");
    const role = await roleFor(sandbox, "lambda", [], "lambda.amazonaws.com");
    const made = await sandbox.until(
      async () => ((await create(sandbox, FunctionName, role)) === "accepted" ? FunctionName : undefined),
      60,
    );
    if (made === undefined) throw new Error("the function was refused for a minute");
    sandbox.undo("function", () => client.send(new DeleteFunctionCommand({ FunctionName })));
    await waitUntilFunctionActiveV2({ client, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
    return FunctionName;
  });
}

function fails(id: string, act: string, behaviour: string, expected: string): Probe {
  return {
    id,
    behaviour,
    documentation: ERRORS,
    expected,
    run: async (sandbox) => {
      const FunctionName = await functionOf(sandbox);
      const Payload = Buffer.from(JSON.stringify({ act }));
      const answer = await sandbox.client(LambdaClient).send(new InvokeCommand({ FunctionName, Payload }));
      const payload = JSON.parse(answer.Payload?.transformToString() ?? "{}") as Record<string, string>;
      const message = (payload.errorMessage ?? "").replace(/^RequestId: \S+ /, "");
      return `${answer.StatusCode} ${answer.FunctionError ?? "ok"} ${payload.errorType ?? payload.act}: ${message}`;
    },
  };
}

export const lambdaProbes: ProbeGroup = {
  service: "Lambda",
  probes: [
    fails("lambda-throw", "throw", "an error keeps its name", "200 Unhandled Refused: why"),
    fails(
      "lambda-exit",
      "exit",
      "a process that ends is told by its status",
      "200 Unhandled Runtime.ExitError: Error: Runtime exited with error: exit status 3",
    ),
    fails(
      "lambda-time-out",
      "sleep",
      "a function that is too slow is ended",
      "200 Unhandled Sandbox.Timedout: Error: Task timed out after 1.00 seconds",
    ),
    {
      id: "lambda-dry-run",
      behaviour: "a dry run runs nothing",
      documentation: "https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html",
      expected: "204",
      run: async (sandbox) => {
        const FunctionName = await functionOf(sandbox);
        const answer = await sandbox
          .client(LambdaClient)
          .send(new InvokeCommand({ FunctionName, InvocationType: "DryRun" }));
        return String(answer.StatusCode);
      },
    },
    {
      id: "lambda-missing",
      behaviour: "a function that is not there is named as such",
      documentation: "https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html",
      expected: "ResourceNotFoundException",
      run: (sandbox) =>
        refusal(sandbox.client(LambdaClient).send(new InvokeCommand({ FunctionName: sandbox.name("none") }))),
    },
    {
      id: "lambda-role",
      behaviour: "a role that Lambda cannot assume is refused",
      documentation: "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html",
      expected: "InvalidParameterValueException",
      run: async (sandbox) => {
        const role = `arn:aws:iam::${await accountOf(sandbox)}:role/${sandbox.name("none")}`;
        const FunctionName = sandbox.name("refused");
        const outcome = await create(sandbox, FunctionName, role);
        if (outcome === "accepted") {
          const client = sandbox.client(LambdaClient);
          sandbox.undo("refused function", () => client.send(new DeleteFunctionCommand({ FunctionName })));
        }
        return outcome;
      },
    },
  ],
};
