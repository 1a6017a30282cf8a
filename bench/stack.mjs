// A sandbox and a server of their own: free ports, an empty SQLite database, a configuration made from config/.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

const ROOT = resolve(import.meta.dirname, "..");
const READY_WITHIN_MS = 30_000;
// The load comes from one machine and a handful of people; the limits are meant for a whole company.
const LIMITS = {
  sign_in: { per_account: 1000, per_address: 100_000, window_minutes: 15 },
  registrations_per_hour: 100_000,
  connection_tests_per_hour: 100_000,
  generations_per_hour: 100_000,
  jobs_per_person: 20,
};
const CALLS_AT_ONCE = 200;

export class Stack {
  /** @param programs `{ server, sandbox }`: paths of the two programs */
  static async start(programs, sandboxes) {
    const stack = new Stack();
    stack.programs = programs;
    stack.directory = await mkdtemp(join(tmpdir(), "jira-agent-bench-"));
    stack.running = [];
    stack.sandboxes = [];
    for (let n = 0; n < sandboxes; n += 1) stack.sandboxes.push(await stack.startSandbox());
    stack.address = `http://127.0.0.1:${await freePort()}`;
    await stack.writeConfiguration();
    return stack;
  }

  get llm() {
    return this.sandboxes[0].llm;
  }

  /** Starts the server and returns the milliseconds until it was ready. */
  async startServer(database = "bench.db") {
    const environment = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      APP_MODE: "development",
      CONFIG_DIR: join(this.directory, "config"),
      DATABASE_URL: `sqlite://${join(this.directory, database)}`,
      LISTEN_ADDRESS: new URL(this.address).host,
      LOG_LEVEL: "warn",
      PUBLIC_URL: this.address,
    };
    const begun = performance.now();
    this.server = this.run(this.programs.server, ["serve"], environment);
    while (!(await answers(`${this.address}/readyz`))) {
      if (this.server.exitCode !== null) throw new Error(`the server ended:\n${this.server.said.join("\n")}`);
      if (performance.now() - begun > READY_WITHIN_MS) throw new Error("the server was not ready in time");
      await pause(1);
    }
    return performance.now() - begun;
  }

  async stopServer() {
    await end(this.server);
  }

  /** CPU time the server has used so far, in microseconds; the kernel counts in hundredths of a second. */
  async cpuTime() {
    const stat = await readFile(`/proc/${this.server.pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  }

  /** Resident memory of the server process alone, in MiB. */
  async memory() {
    const status = await readFile(`/proc/${this.server.pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)[1]) / 1024;
  }

  /** Talks to the control interface of the first sandbox. */
  async control(method, path, body) {
    const answer = await fetch(`${this.sandboxes[0].control}${path}`, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.headers.get("content-type")?.includes("json") ? answer.json() : undefined;
  }

  async stop() {
    for (const program of this.running) await end(program);
    await rm(this.directory, { recursive: true, force: true });
  }

  async startSandbox() {
    const program = this.run(this.programs.sandbox, ["--port-base", "0"], { PATH: process.env.PATH });
    const [line] = await once(program.lines, "line");
    return JSON.parse(line);
  }

  run(path, args, environment) {
    const program = spawn(path, args, { cwd: this.directory, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    program.said = [];
    program.lines = createInterface({ input: program.stdout });
    for (const lines of [program.lines, createInterface({ input: program.stderr })]) {
      lines.on("line", (line) => program.said.push(line) > 50 && program.said.shift());
    }
    this.running.push(program);
    return program;
  }

  /** Every sandbox is a site of its own; all people use the first one's model. */
  async writeConfiguration() {
    const directory = join(this.directory, "config");
    await cp(join(ROOT, "config"), directory, { recursive: true });
    const path = join(directory, "config.json");
    const configuration = JSON.parse(await readFile(path, "utf8"));
    const [site] = configuration.sites;
    configuration.sites = this.sandboxes.map((sandbox, n) => ({
      ...site,
      id: `sandbox-${n + 1}`,
      name: `Sandbox ${n + 1}`,
      jira_url: sandbox.jira,
      confluence_url: sandbox.confluence,
    }));
    const [provider] = configuration.providers;
    provider.test.url = `${this.llm}/api/whoami`;
    provider.integration.url = `${this.llm}/api/chat`;
    provider.integration.timeout_seconds = 300;
    provider.max_parallel = CALLS_AT_ONCE;
    // There, so that the gateway in front of it is part of what is measured; it is not called.
    configuration.mcp.command = this.programs.sandbox;
    configuration.mcp.args = ["mcp-stdio"];
    Object.assign(configuration.limits, LIMITS);
    await writeFile(path, JSON.stringify(configuration, undefined, 2));
  }
}

function answers(url) {
  return new Promise((resolve) => {
    const request = http.get(url, { agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    request.on("error", () => resolve(false));
  });
}

async function end(program) {
  if (program === undefined || program.exitCode !== null || program.signalCode !== null) return;
  const gone = once(program, "exit");
  program.kill("SIGTERM");
  const insist = setTimeout(() => program.kill("SIGKILL"), 15_000);
  await gone;
  clearTimeout(insist);
}

async function freePort() {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address();
  listener.close();
  await once(listener, "close");
  return port;
}
