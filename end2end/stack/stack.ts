// A sandbox and a server with an empty database and a configuration that points at that sandbox.
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

import { Program } from "./process.ts";
import { type Addresses, Sandbox } from "./sandbox.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const BINARIES = process.env.BINARIES ?? join(ROOT, "target/debug");
const READY_WITHIN_MS = 30_000;

// Where config/config.json expects the sandbox that ./start runs.
const SHIPPED_FIRST_PORT = 4010;

export class Stack {
  readonly sandbox: Sandbox;
  /** Where the application answers, without a trailing slash. */
  readonly address: string;
  private readonly directory: string;
  private readonly sandboxProgram: Program;
  private server: Program;

  private constructor(directory: string, address: string, sandboxProgram: Program, sandbox: Sandbox) {
    this.directory = directory;
    this.address = address;
    this.sandboxProgram = sandboxProgram;
    this.sandbox = sandbox;
    this.server = this.newServer();
  }

  static async start(): Promise<Stack> {
    const directory = await mkdtemp(join(tmpdir(), "jira-agent-end2end-"));
    const sandboxProgram = new Program(
      "jira-agent-sandbox",
      join(BINARIES, "jira-agent-sandbox"),
      ["--port-base", "0"],
      inherited(),
      directory,
    );
    const addresses = JSON.parse(await sandboxProgram.firstLine()) as Addresses;
    await writeConfiguration(join(directory, "config"), addresses);
    const address = `http://127.0.0.1:${await freePort()}`;
    const stack = new Stack(directory, address, sandboxProgram, new Sandbox(addresses));
    try {
      await stack.untilReady();
    } catch (error) {
      await stack.stop();
      throw error;
    }
    return stack;
  }

  /** Where the server's configuration files are; it follows their changes. */
  get configDirectory(): string {
    return join(this.directory, "config");
  }

  /** The server's process id, for tests that look at its children. */
  get serverPid(): number {
    return this.server.pid;
  }

  /** What the server wrote last, one JSON object per line. */
  get serverLog(): readonly string[] {
    return this.server.output;
  }

  /** Kills the server as a power cut would; the database stays. */
  async killServer(): Promise<void> {
    await this.server.kill();
  }

  /** Starts the server again on the same database and waits until it is ready. */
  async startServer(): Promise<void> {
    if (!this.server.ended) throw new Error("the server is still running");
    this.server = this.newServer();
    await this.untilReady();
  }

  /** Starts the server again with an empty database and the usual configuration. */
  async anew(): Promise<void> {
    await this.server.kill();
    const database = join(this.directory, "end2end.db");
    await Promise.all(["", "-wal", "-shm"].map((ending) => rm(`${database}${ending}`, { force: true })));
    await rm(this.configDirectory, { recursive: true });
    await writeConfiguration(this.configDirectory, this.sandbox.addresses);
    await this.startServer();
  }

  /** Runs a command of the product beside the server, on the same database. */
  async command(...args: string[]): Promise<void> {
    const environment = this.environment();
    await promisify(execFile)(join(BINARIES, "jira-agent"), args, { cwd: ROOT, env: environment });
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await this.sandboxProgram.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Keys are made beside the database, so a restarted server can still read what it wrote. */
  private newServer(): Program {
    return new Program("jira-agent", join(BINARIES, "jira-agent"), ["serve"], this.environment(), ROOT);
  }

  private environment(): Record<string, string> {
    return {
      ...inherited(),
      APP_MODE: "development",
      CONFIG_DIR: join(this.directory, "config"),
      DATABASE_URL: `sqlite://${join(this.directory, "end2end.db")}`,
      LISTEN_ADDRESS: this.address.replace("http://", ""),
      LOG_LEVEL: process.env.LOG_LEVEL ?? "info",
      PUBLIC_URL: this.address,
    };
  }

  private async untilReady(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    for (;;) {
      if (this.server.ended) throw this.server.failure("ended while it was starting");
      const answer = await fetch(`${this.address}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      if (Date.now() > deadline) throw this.server.failure(`was not ready after ${READY_WITHIN_MS / 1000} s`);
      await pause(50);
    }
  }
}

/** The parts of our own environment a program needs; settings of a developer's shell must not reach it. */
function inherited(): Record<string, string> {
  const names = ["PATH", "HOME", "LANG", "TMPDIR", "RUST_BACKTRACE", "LEPTOS_SITE_ROOT"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** A copy of config/ in which the shipped sandbox addresses are replaced by those of this sandbox. */
async function writeConfiguration(directory: string, addresses: Addresses): Promise<void> {
  await cp(join(ROOT, "config"), directory, { recursive: true });
  const path = join(directory, "config.json");
  const services = [addresses.jira, addresses.confluence, addresses.llm, addresses.mcp, addresses.control];
  let configuration = await readFile(path, "utf8");
  services.forEach((service, offset) => {
    configuration = configuration.replaceAll(`127.0.0.1:${SHIPPED_FIRST_PORT + offset}`, new URL(service).host);
  });
  await writeFile(path, JSON.stringify(forTests(JSON.parse(configuration)), null, 2));
}

function forTests(configuration: Record<string, any>): Record<string, any> {
  // A relative program is looked for above the directory of the configuration, which is somewhere else here.
  configuration.mcp.command = join(ROOT, configuration.mcp.command);
  // All tests come from one address and sign in again and again, which no person would do in a quarter of an hour.
  const often = 1_000;
  Object.assign(configuration.limits, {
    sign_in: { per_account: often, per_address: often, window_minutes: 15 },
    registrations_per_hour: often,
    connection_tests_per_hour: often,
    generations_per_hour: often,
    reveals_per_hour: often,
  });
  return configuration;
}

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((listening) => listener.listen(0, "127.0.0.1", listening));
  const address = listener.address();
  await new Promise((closed) => listener.close(closed));
  if (address === null || typeof address === "string") throw new Error("no port was free");
  return address.port;
}
