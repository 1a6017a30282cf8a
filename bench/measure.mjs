// Runs every measurement on a fresh sandbox and server and prints the table. `bench/measure` calls this.
import { cpus, loadavg } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { measureBesideOthers } from "./beside_others.mjs";
import { measureDashboard } from "./dashboard.mjs";
import { question } from "./drafting.mjs";
import { measureFirstToken } from "./first_token.mjs";
import { Client } from "./http.mjs";
import { measureManyStreams } from "./many_streams.mjs";
import { everybody } from "./people.mjs";
import { table } from "./report.mjs";
import { measureSizes } from "./sizes.mjs";
import { Stack } from "./stack.mjs";
import { measureStartUp } from "./start_up.mjs";
import { measureWireBytes } from "./wire_bytes.mjs";

/** A person may watch twelve streams, and a sandbox has four people who can work. */
const SANDBOXES = 3;
const STREAMS = [16, 60, 100];

const { values: options } = parseArgs({
  options: { server: { type: "string" }, sandbox: { type: "string" }, json: { type: "boolean", default: false } },
});
const say = (words) => process.stderr.write(`  ${words} …\n`);

say(`Load of this machine before: ${loadavg().map((load) => load.toFixed(2)).join(" ")}, ${cpus().length} cores`);
const programs = { server: resolve(options.server), sandbox: resolve(options.sandbox) };
const stack = await Stack.start(programs, SANDBOXES);
const interrupted = () => stack.stop().then(() => process.exit(130));
process.on("SIGINT", interrupted).on("SIGTERM", interrupted);
// A connection may break between two reads, where nobody awaits it: the programs have to be stopped all the same.
process.on("uncaughtException", (error) => {
  process.stderr.write(`Stopped: ${error.stack}\n`);
  stack.stop().finally(() => process.exit(1));
});
try {
  const results = {};
  say("Starting the server twenty times");
  results.startUp = await measureStartUp(stack);
  say("Registering people");
  const people = await everybody(stack);
  const [person] = people;
  const model = new Client(stack.llm);
  await stack.control("POST", "/llm", { latency_ms: 0, token_delay_ms: 0 });
  say("Files");
  results.sizes = await measureSizes(stack, person);
  say("Dashboard");
  results.dashboard = await measureDashboard(stack, person);
  say("A page beside others");
  results.besideOthers = await measureBesideOthers(stack, people);
  say("First token");
  const asked = await question(stack, person);
  results.firstToken = await measureFirstToken(stack, model, person, asked);
  say("Bytes per token");
  results.wireBytes = await measureWireBytes(stack, person);
  results.manyStreams = [];
  for (const streams of STREAMS) {
    say(`${streams} streams at once`);
    results.manyStreams.push(await measureManyStreams(stack, model, people, asked, streams));
  }
  results.memoryAfterwards = await stack.memory();
  process.stdout.write(options.json ? `${JSON.stringify(results, undefined, 2)}\n` : table(results));
  model.close();
  for (const { client } of people) client.close();
} finally {
  await stack.stop();
}
