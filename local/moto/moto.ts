import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const startSeconds = 60;

export interface MotoProps {
  /** Path of `moto_server` in its virtual environment. */
  readonly executable: string;
  /** Gets moto's output. */
  readonly logFile: string;
}

/** The moto server process, on a free loopback port. */
export class Moto {
  private process: ChildProcess | undefined;
  port = 0;

  constructor(private readonly props: MotoProps) {}

  async start(): Promise<void> {
    const { executable, logFile } = this.props;
    const python = path.join(path.dirname(executable), "python");
    if (!existsSync(executable) || !existsSync(python)) {
      throw new Error(`local AWS: moto_server must be installed (make local does it), got ${executable}`);
    }
    await mkdir(path.dirname(logFile), { recursive: true });
    this.port = await freePort();
    const server = path.join(__dirname, "server.py");
    const child = spawn(python, [server, "-H", "127.0.0.1", "-p", String(this.port)], {
      env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: "true" },
    });
    this.process = child;
    const output = createWriteStream(logFile, { flags: "a" });
    child.stdout.pipe(output);
    child.stderr.pipe(output);
    await this.ready(child, logFile);
  }

  async close(): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    // It keeps everything in memory, so there is nothing to end gracefully.
    child.kill("SIGKILL");
    await gone;
  }

  private async ready(child: ChildProcess, logFile: string): Promise<void> {
    const deadline = Date.now() + startSeconds * 1000;
    while (Date.now() < deadline) {
      if (child.exitCode !== null) throw new Error(`local AWS: moto ended at start, see ${logFile}`);
      if (await answers(this.port)) return;
      await sleep(100);
    }
    await this.close();
    throw new Error(`local AWS: moto must answer within ${startSeconds} s, see ${logFile}`);
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/moto-api/data.json`)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
