import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ZipFile } from "yazl";
import { type LocalService } from "../../../local/gateway/service";
import { Lambda } from "../../../local/lambda/lambda";
import { fakeAws, type FakeAws } from "../fake-context";
import { json } from "../json-answer";

/** Stands for moto: answers a function's configuration as it came, without what moto drops. */
const motoLambda: LocalService = {
  scopes: ["lambda"],
  handle: ({ parameters }) =>
    Promise.resolve(json({ FunctionName: parameters.FunctionName, Role: parameters.Role })),
};

async function zip(source: string): Promise<Buffer> {
  const file = new ZipFile();
  file.addBuffer(Buffer.from(source), "index.js");
  file.end();
  const chunks: Buffer[] = [];
  for await (const chunk of file.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe("Lambda", () => {
  let aws: FakeAws;
  let client: LambdaClient;

  beforeEach(async () => {
    aws = await fakeAws((context) => [new Lambda(context), motoLambda], 60);
    client = new LambdaClient({ ...aws.client, maxAttempts: 1 });
  });
  afterEach(() => aws.close());

  async function create(source: string, extra: object = {}): Promise<void> {
    await client.send(
      new CreateFunctionCommand({
        FunctionName: "f",
        Role: "arn:aws:iam::222222222222:role/f-role",
        Handler: "index.handler",
        Runtime: "nodejs22.x",
        Timeout: 5,
        Code: { ZipFile: await zip(source) },
        ...extra,
      }),
    );
  }

  async function invoke(payload: unknown = {}): Promise<{ error: string | undefined; payload: unknown }> {
    const answer = await client.send(
      new InvokeCommand({ FunctionName: "f", Payload: Buffer.from(JSON.stringify(payload)) }),
    );
    return {
      error: answer.FunctionError,
      payload: JSON.parse(answer.Payload?.transformToString() ?? "null"),
    };
  }

  it("runs the deployed package with the function's environment and its role's credentials", async () => {
    await create(
      `exports.handler = async (event, context) => ({
        event,
        mode: process.env.MODE,
        key: process.env.AWS_ACCESS_KEY_ID,
        role: process.env.AWS_SESSION_TOKEN,
        region: process.env.AWS_REGION,
        endpoint: process.env.AWS_ENDPOINT_URL,
        name: context.functionName,
        left: context.getRemainingTimeInMillis() > 1000,
      });`,
      { Environment: { Variables: { MODE: "test" } } },
    );
    expect(await invoke({ a: 1 })).toEqual({
      error: undefined,
      payload: {
        event: { a: 1 },
        mode: "test",
        key: "222222222222",
        role: "f-role",
        region: "eu-west-1",
        endpoint: aws.context.endpoint,
        name: "f",
        left: true,
      },
    });
  });

  it("keeps a process warm until the code changes", async () => {
    const counting = (answer: string): string =>
      `let n = 0; exports.handler = async () => "${answer}" + ++n;`;
    await create(counting("a"));
    expect([(await invoke()).payload, (await invoke()).payload]).toEqual(["a1", "a2"]);
    await client.send(
      new UpdateFunctionCodeCommand({ FunctionName: "f", ZipFile: await zip(counting("b")) }),
    );
    expect((await invoke()).payload).toBe("b1");
  });

  it("answers a thrown error by its name, as the Node runtime does", async () => {
    await create(`exports.handler = async () => {
      throw Object.assign(new Error("no healthy target"), { name: "TargetsUnhealthy" });
    };`);
    expect(await invoke()).toMatchObject({
      error: "Unhandled",
      payload: { errorType: "TargetsUnhealthy", errorMessage: "no healthy target" },
    });
  });

  it("kills a function at its timeout with AWS's error, and starts a new process for the next call", async () => {
    await create(
      `exports.handler = async (event) => (event.hang ? new Promise(() => setInterval(() => {}, 1e3)) : "ok");`,
      { Timeout: 1 },
    );
    const { error, payload } = await invoke({ hang: true });
    expect(error).toBe("Unhandled");
    expect(payload).toMatchObject({
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringMatching(
        /^RequestId: .+ Error: Task timed out after 1\.00 seconds$/,
      ) as unknown,
    });
    expect((await invoke()).payload).toBe("ok");
  });

  it("answers a process that ends by itself with Runtime.ExitError", async () => {
    await create(`exports.handler = async () => process.exit(3);`);
    expect((await invoke()).payload).toMatchObject({
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringContaining("exit status 3") as unknown,
    });
  });

  it("answers a missing handler with Runtime.HandlerNotFound", async () => {
    await create(`exports.other = 1;`);
    expect((await invoke()).payload).toMatchObject({ errorType: "Runtime.HandlerNotFound" });
  });

  it("lets a function see virtual time", async () => {
    await create(`exports.handler = async () => [Date.now(), new Date().getTime()];`);
    const [now = 0, dated = 0] = (await invoke()).payload as number[];
    expect(Math.abs(now - aws.context.clock.now())).toBeLessThan(5000);
    expect(dated - now).toBeLessThan(1000);
  });

  it("runs invocations that come at the same time in parallel", async () => {
    await create(
      `exports.handler = async () => new Promise((done) => setTimeout(() => done(process.pid), 300));`,
    );
    const answers = await Promise.all([invoke(), invoke()]);
    expect(new Set(answers.map(({ payload }) => payload)).size).toBe(2);
  });

  it("writes what a function prints to its log", async () => {
    await create(`exports.handler = async () => console.log("hello log");`);
    await invoke();
    await sleep(100);
    expect(await readFile(path.join(aws.context.folder, "logs/lambda/f.log"), "utf8")).toContain("hello log");
  });

  it("answers an unknown function as AWS does", async () => {
    await expect(client.send(new InvokeCommand({ FunctionName: "nope" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Function not found: arn:aws:lambda:eu-west-1:222222222222:function:nope:$LATEST",
    });
  });

  describe("names of load balancers", () => {
    let server: Server;
    beforeEach(async () => {
      server = createServer((socket) => {
        socket.once("data", () =>
          socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi"),
        );
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    });
    afterEach(() => new Promise((resolve) => server.close(resolve)));

    it("lead to the listener's local port from fetch and from http, without DNS", async () => {
      const { port } = server.address() as AddressInfo;
      await writeFile(
        path.join(aws.context.folder, "listeners.json"),
        JSON.stringify({ "lb-1.eu-west-1.elb.amazonaws.com:8081": port }),
      );
      await create(`exports.handler = async () => {
        const url = "http://LB-1.eu-west-1.elb.amazonaws.com:8081/";
        const fetched = await (await fetch(url)).text();
        const asked = await new Promise((done, fail) => require("node:http").get(url, (answer) => {
          answer.on("data", (data) => done(String(data)));
        }).on("error", fail));
        return [fetched, asked];
      };`);
      expect((await invoke()).payload).toEqual(["hi", "hi"]);
    });
  });
});
