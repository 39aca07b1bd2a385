import { Listr, PRESET_TIMER, type ListrTask } from "listr2";
import type { Demo } from "./demo";
import type { Variant } from "./source";
import {
  driftProblems,
  judgeLoad,
  judgePush,
  lastLine,
  type Expectation,
  type LoadVerdict,
} from "./verdicts";

interface Push {
  readonly title: string;
  readonly variant: Variant;
  readonly expected: Expectation;
}

const FIRST: Push = {
  title: "v1, the first release of an empty environment",
  variant: { version: "v1" },
  expected: { kind: "live" },
};
const UNDER_LOAD: readonly Push[] = [
  { title: "v2, a good change", variant: { version: "v2" }, expected: { kind: "live" } },
  {
    title: "v3, whose health check fails",
    variant: { version: "v3", fault: "unhealthy" },
    expected: { kind: "never-gets-traffic" },
  },
  {
    title: "v4, healthy but every third answer is a 500",
    variant: { version: "v4", fault: "errors" },
    expected: { kind: "taken-back", atPercent: 20 },
  },
  {
    title: "v5, with a failing unit test",
    variant: { version: "v5", failingTest: true },
    expected: { kind: "never-released" },
  },
];
const STAYS = "v2";

/** Runs the whole demo; 0 if everything happened as it must. */
export async function run(demo: Demo): Promise<number> {
  const started = Date.now();
  const happened: string[] = [];
  const problems: string[] = [];
  let load: LoadVerdict | undefined;
  let drifted = 0;
  let live: string | undefined;
  // Passing detail is for a terminal, where it vanishes again.
  const passing = (task: { output: string }) => (text: string) => {
    if (process.stdout.isTTY) task.output = text;
  };

  const push = ({ title, variant, expected }: Push): ListrTask => ({
    title: `push ${title}`,
    task: async (_, task) => {
      const result = await demo.push(variant, passing(task));
      const { line, problem } = judgePush(variant.version, expected, result);
      happened.push(line);
      live = result.liveAfter;
      if (problem !== undefined) {
        problems.push(problem);
        throw new Error(problem);
      }
    },
  });

  const tasks = new Listr(
    [
      { title: "start local AWS", task: () => demo.start() },
      { title: "make the roles that deploy, as an administrator", task: () => demo.administrate() },
      { title: "make bootstrap", task: (_, task) => demo.bootstrap(passing(task)) },
      {
        title: "cdktf deploy artifacts dev-network dev-web* web-delivery",
        task: (_, task) => demo.deploy(passing(task)),
      },
      push(FIRST),
      {
        title: "start the load",
        task: (_, task) => void (task.title = `start the load on ${demo.startLoad()}`),
      },
      ...UNDER_LOAD.map(push),
      {
        title: "stop the load",
        task: async () => {
          load = judgeLoad(await demo.stopLoad(), "v4", ["v3", "v5"]);
          problems.push(...load.problems);
        },
      },
      {
        title: "terraform plan of every deployed stack",
        task: async (_, task) => {
          const drift = driftProblems(await demo.drift(passing(task)));
          drifted = drift.length;
          problems.push(...drift);
        },
      },
    ],
    {
      rendererOptions: { timer: PRESET_TIMER },
      fallbackRenderer: "simple",
      fallbackRendererOptions: { timer: PRESET_TIMER },
      fallbackRendererCondition: () => !process.stdout.isTTY,
      // Ctrl-C and a failure end in the same place: everything is stopped below.
      registerSignalListeners: false,
    },
  );

  const note = (error: unknown) => void problems.push(error instanceof Error ? error.message : String(error));
  const interrupt = () => void demo.stop().catch(note);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, interrupt);
  try {
    await tasks.run();
  } catch (error) {
    note(error);
  } finally {
    await demo.stop().catch(note);
  }

  for (const line of happened) console.log(line);
  if (load !== undefined)
    console.log(`v4 answered ${load.takenBack} requests with 500 before it was taken back`);
  for (const problem of new Set(problems)) console.error(`demo: ${problem}`);
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(lastLine({ version: STAYS, colour: live, load, drifted, seconds }));
  return problems.length === 0 ? 0 : 1;
}
