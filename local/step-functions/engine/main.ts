import { parentPort, workerData } from "node:worker_threads";
import { installDate, installTimers } from "../../clock/install";
import { interpret } from "./interpret";
import type { EngineMessage, EngineSettings, TaskAnswer } from "./protocol";

/** The thread of one execution: interprets the definition on virtual time and asks the parent to do its tasks. */

const settings = workerData as EngineSettings;

installDate(settings.clock);
installTimers(settings.clock);

const pending = new Map<number, (answer: TaskAnswer) => void>();
let lastId = 0;
parentPort?.on("message", (answer: TaskAnswer) => {
  pending.get(answer.id)?.(answer);
  pending.delete(answer.id);
});

void interpret(settings, { task, event: send }).then((end) => {
  send(end);
  parentPort?.close();
});

async function task(state: string, input: unknown): Promise<unknown> {
  const id = ++lastId;
  const answer = await new Promise<TaskAnswer>((resolve) => {
    pending.set(id, resolve);
    send({ kind: "task", id, state, input });
  });
  if ("error" in answer) throw Object.assign(new Error(answer.cause), { name: answer.error });
  return answer.output;
}

function send(message: EngineMessage): void {
  parentPort?.postMessage(message);
}
