// One program that a test started: its output kept, its death noticed, its end forced if it must be.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const KEPT_LINES = 400;

export class Program {
  readonly output: string[] = [];
  private readonly child: ChildProcess;
  private readonly name: string;

  constructor(name: string, path: string, args: string[], environment: Record<string, string>, directory: string) {
    this.name = name;
    // A process group of its own, so that its children can be ended with it.
    this.child = spawn(path, args, {
      cwd: directory,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      createInterface({ input: stream! }).on("line", (line) => {
        this.output.push(line);
        if (this.output.length > KEPT_LINES) this.output.shift();
      });
    }
    this.child.on("error", (error) => this.output.push(String(error)));
  }

  get pid(): number {
    return this.child.pid!;
  }

  get ended(): boolean {
    return this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** The first line on standard output. */
  async firstLine(): Promise<string> {
    const lines = createInterface({ input: this.child.stdout! });
    const line = await Promise.race([
      once(lines, "line").then(([first]) => first as string),
      once(lines, "close").then(() => undefined),
    ]);
    if (line === undefined) throw this.failure("ended before it said anything");
    return line;
  }

  /** Ends it at once, as a power cut would, and waits until it is gone. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Asks it to stop and waits until it is gone. */
  async stop(): Promise<void> {
    const insist = setTimeout(() => void this.end("SIGKILL"), 10_000);
    await this.end("SIGTERM");
    clearTimeout(insist);
  }

  failure(what: string): Error {
    return new Error(`${this.name} ${what}. Its last output:\n${this.output.slice(-30).join("\n")}`);
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.ended) return;
    const gone = once(this.child, "exit");
    // SIGTERM goes to the program alone, which looks after its children; SIGKILL to the program alone, too, because
    // that is what the kernel would do.
    this.child.kill(signal);
    await gone;
  }
}
