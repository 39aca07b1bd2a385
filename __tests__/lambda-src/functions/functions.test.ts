import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { runInThisContext } from "node:vm";
import * as z from "zod";
import { unzip } from "../../../local/archives/unzip";
import { RELEASE_FUNCTIONS } from "../../../modules/release/flow";

const colours = JSON.stringify({ blue: "blue", green: "green" });
/** Every variable that some function wants. */
const variables = {
  TABLE_NAME: "table",
  RULE_ARN: "rule",
  TARGET_GROUP_ARNS: colours,
  TEST_TARGET_GROUP_ARNS: colours,
  TARGET_GROUPS: colours,
  FLEETS: colours,
  DEPLOYMENT_GROUPS: colours,
  ALARMS: colours,
  APPLICATION: "app",
  MINIMUM: "2",
  LOAD_BALANCER: "app/slipway-dev/0",
  MAXIMUM_ERROR_PERCENT: "5",
  MAXIMUM_CONNECTION_ERRORS: "0",
  TEST_LISTENER_URL: "http://127.0.0.1:1",
  SMOKE_PATH: "/health",
  CERTIFICATE_AUTHORITY: "",
  AWS_REGION: "eu-west-1",
};

interface Contract {
  readonly event: z.ZodType;
  readonly environment: z.ZodObject;
}

type Handler = (event: unknown) => Promise<unknown>;
type Bundle = (require: NodeJS.Require, module: { exports: { handler?: Handler } }, process: unknown) => void;

describe.each(RELEASE_FUNCTIONS)("%s", (name) => {
  const events = path.join(__dirname, "events", name);
  const fixtures = readdirSync(events).map((file): [string, { action?: string }] => [
    file,
    JSON.parse(readFileSync(path.join(events, file), "utf8")) as { action?: string },
  ]);
  let contract: Contract;
  let bundle: Bundle;

  beforeAll(async () => {
    contract = (await import(`../../../lambda-src/contracts/${name}`)) as Contract;
    bundle = await bundleOf(name);
  });

  /** Loads what is deployed, as Lambda does. */
  const load = (changes: Record<string, string | undefined> = {}): Handler | undefined => {
    const module: Parameters<Bundle>[1] = { exports: {} };
    const env = { ...variables, ...changes };
    bundle(createRequire(__filename), module, Object.create(process, { env: { value: env } }));
    return module.exports.handler;
  };

  it.each(fixtures)("knows %s", (_, fixture) => {
    expect(contract.event.safeParse(fixture)).toMatchObject({ success: true });
  });

  it("has an example of each of its actions", () => {
    const { event } = contract;
    const options = event instanceof z.ZodDiscriminatedUnion ? (event.options as z.ZodObject[]) : [];
    const actions = options.map(({ shape }) => (shape.action as z.ZodLiteral<string>).value);
    const told = fixtures.map(([, { action }]) => action);
    expect(actions.filter((action) => !told.includes(action))).toEqual([]);
  });

  it("refuses an event that it does not know, and shows it", async () => {
    await expect(load()?.({ action: "dance" })).rejects.toMatchObject({
      name: "InvalidEvent",
      message: expect.stringContaining('got {"action":"dance"}') as string,
    });
  });

  it("fails at load without any one of its variables, and names it", () => {
    for (const variable of Object.keys(contract.environment.shape))
      expect(() => load({ [variable]: undefined })).toThrow(`environment: ${variable}: `);
  });
});

async function bundleOf(name: string): Promise<Bundle> {
  const folder = mkdtempSync(path.join(tmpdir(), `slipway-${name}-`));
  try {
    await unzip(readFileSync(path.join(__dirname, "../../../dist/lambda", `${name}.zip`)), folder);
    const code = readFileSync(path.join(folder, "index.js"), "utf8");
    return runInThisContext(`(require, module, process) => {${code}\n}`) as Bundle;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
