import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { ZodType } from "zod";
import { RELEASE_FUNCTIONS } from "../../modules/release/flow";

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
const own = process.env;

beforeAll(() => {
  process.env = { ...own, ...variables };
});
afterAll(() => {
  process.env = own;
});

describe.each(RELEASE_FUNCTIONS)("%s", (name) => {
  const events = path.join(__dirname, name, "events");
  const source = path.join(__dirname, "../../lambda-src", name);

  it.each(readdirSync(events))("knows %s", async (file) => {
    const { event } = (await import(`${source}/event`)) as { event: ZodType };
    const fixture: unknown = JSON.parse(readFileSync(path.join(events, file), "utf8"));
    expect(event.safeParse(fixture)).toMatchObject({ success: true });
  });

  it("refuses an event that it does not know, and shows it", async () => {
    const { handler } = (await import(`${source}/handler`)) as {
      handler: (event: unknown) => Promise<unknown>;
    };
    await expect(handler({ action: "dance" })).rejects.toMatchObject({
      name: "InvalidEvent",
      message: expect.stringContaining('got {"action":"dance"}') as string,
    });
  });
});
