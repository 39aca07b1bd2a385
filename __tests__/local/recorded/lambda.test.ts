import { CreateFunctionCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ZipFile } from "yazl";
import type { LocalService } from "../../../local/gateway/service";
import { Lambda } from "../../../local/lambda/lambda";
import { fakeAws, type FakeAws } from "../fake-context";
import { json } from "../json-answer";
import facts from "./lambda.json";
import { holds } from "./recording";

/** Stands for moto, which keeps functions and never runs them. */
const functions: LocalService = {
  scopes: ["lambda"],
  handle: () => Promise.resolve(json({ FunctionName: "f" })),
};

let aws: FakeAws;
let client: LambdaClient;

beforeAll(async () => {
  aws = await fakeAws((context) => [new Lambda(context), functions]);
  client = new LambdaClient({ ...aws.client, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await aws.close();
});

async function zip(source: string): Promise<Buffer> {
  const file = new ZipFile();
  file.addBuffer(Buffer.from(source), "index.js");
  file.end();
  const chunks: Buffer[] = [];
  for await (const chunk of file.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function create(FunctionName: string, code: string, Timeout = 3): Promise<void> {
  await client.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: "arn:aws:iam::222222222222:role/f",
      Handler: "index.handler",
      Runtime: "nodejs22.x",
      MemorySize: 1024,
      Timeout,
      Environment: { Variables: { TEST_KEY: "TEST_VAL" } },
      Code: { ZipFile: await zip(code) },
    }),
  );
}

interface Invocation {
  readonly name: string;
  readonly code: string;
  readonly timeout?: number;
  readonly type?: string;
  readonly status: number;
  readonly functionError?: string;
  readonly payload: unknown;
  readonly fields?: readonly string[];
}

describe("invocations, as recorded on AWS", () => {
  holds(
    facts.invocations as readonly Invocation[],
    ({ name }) => name,
    async ({ name, code, timeout, type, status, functionError, payload, fields }) => {
      const FunctionName = name.replaceAll(" ", "-");
      await create(FunctionName, code, timeout);
      const InvocationType = (type ?? "RequestResponse") as "RequestResponse";
      const answer = await client.send(new InvokeCommand({ FunctionName, InvocationType }));
      expect([answer.StatusCode, answer.FunctionError]).toEqual([status, functionError]);
      const text = (answer.Payload?.transformToString() ?? "").replace(/RequestId: \S+/, "RequestId: <id>");
      const got: unknown = text === "" ? "" : JSON.parse(text);
      if (typeof payload === "object" && payload !== null) expect(got).toMatchObject(payload);
      else expect(got).toEqual(payload);
      if (fields) expect(Object.keys(got as object).sort()).toEqual(fields);
    },
  );

  holds(
    facts.refusals,
    ({ name }) => `refuses ${name}`,
    async ({ function: FunctionName, payload, status, error, message }) => {
      await create("f", "exports.handler = async () => 1;");
      const answer = client.send(new InvokeCommand({ FunctionName, Payload: Buffer.from(payload) }));
      await expect(answer).rejects.toMatchObject({
        name: error,
        $metadata: { httpStatusCode: status },
        ...(message === undefined ? {} : { message }),
      });
    },
  );
});

describe("variables of a function, as recorded on AWS", () => {
  let variables: Record<string, string>;

  beforeAll(async () => {
    await create("f", "exports.handler = async () => process.env;");
    const { Payload } = await client.send(new InvokeCommand({ FunctionName: "f" }));
    variables = JSON.parse(Payload?.transformToString() ?? "{}") as Record<string, string>;
  });

  holds(
    facts.variables as [string, string | null][],
    ([name]) => `variable ${name}`,
    ([name, value]) => {
      // What differs from account to account has to be there.
      expect(variables[name]).toEqual(value ?? expect.stringMatching(/./));
    },
  );
});
