import { Clock } from "../../../local/clock/clock";
import { TargetPool } from "../../../local/load-balancer/target-pool";
import { Lateness } from "../../../local/time/lateness";
import { eventually, startApplication, type Application } from "../load-balancer/application";
import { BALANCER, groupOf } from "../load-balancer/topologies";
import { holds } from "./recording";
import facts from "./target-health.json";

let application: Application;
let pool: TargetPool;

beforeEach(async () => {
  application = await startApplication(() => undefined);
  pool = new TargetPool(
    groupOf("blue", application.port),
    { clock: new Clock(1000), lateness: new Lateness({ strict: false }) },
    { address: () => "127.0.0.1" },
  );
  pool.configure(groupOf("blue", application.port), BALANCER);
});
afterEach(async () => {
  pool.close();
  await application.close();
});

/** Brings the pool to where AWS was asked. */
const steps: Readonly<Record<string, () => Promise<void>>> = {
  registered: async () => {
    pool.setMembers([{ instanceId: "i-1", port: application.port }]);
    await eventually(() => pool.describe()[0]?.TargetHealth?.State === "healthy");
  },
  "asked for": () => Promise.resolve(),
  left: async () => {
    await steps.registered?.();
    pool.setMembers([]);
    await eventually(() => pool.describe().length === 0);
  },
  terminated: async () => {
    await steps.registered?.();
    await pool.drain("i-1");
  },
};

describe("target health, as recorded on AWS", () => {
  holds(
    facts.cases,
    ({ name }) => name,
    async ({ after, report }) => {
      await steps[after]?.();
      const [told] = pool.describe([{ Id: "i-1" }]);
      const { state: State, reason: Reason, description: Description } = report;
      const known = Object.entries({ State, Reason, Description }).filter(([, value]) => value !== undefined);
      expect(Object.entries(told?.TargetHealth ?? {})).toEqual(known);
    },
  );
});
