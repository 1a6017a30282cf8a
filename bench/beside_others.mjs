// A person's dashboard while others sign in all at once, and while others' tool lists hang.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { steadyRate } from "./dashboard.mjs";
import { Client } from "./http.mjs";
import { signIn } from "./people.mjs";

const RATE = 50;
const SECONDS = 6;
const STORM = 20;

export async function measureBesideOthers(stack, people) {
  const [person, ...others] = people;
  const measure = () => steadyRate(stack, person, RATE, SECONDS);
  await measure();
  const idle = await measure();
  const storm = await beside(measure, () => Promise.all(Array.from({ length: STORM }, (_, n) => anotherSession(stack, others[n % others.length]))));
  const usual = await hangingTools(stack);
  const hanging = await beside(measure, () => Promise.all(others.map((other) => refresh(stack, other))));
  await usual();
  return { storm: STORM, refreshing: others.length, idle, besideSignIns: storm, besideHangingTools: hanging };
}

/** Measures while `others` do what they do; those begin a second later, when the connections are open. */
async function beside(measure, others) {
  const [measured] = await Promise.all([measure(), pause(1_200).then(others)]);
  return measured;
}

async function anotherSession(stack, person) {
  const client = new Client(stack.address);
  await signIn(client, person);
  client.close();
}

async function refresh(stack, { client }) {
  await client.call("tools/refresh_tools");
}

/** Lists tools of a server that accepts and never answers; gives the way back. */
async function hangingTools(stack) {
  const path = join(stack.directory, "config/config.json");
  const usual = await readFile(path, "utf8");
  const configuration = JSON.parse(usual);
  Object.assign(configuration.mcp, { mode: "http", url: stack.sandboxes[0].mcp, list_timeout_seconds: 10 });
  await writeFile(path, JSON.stringify(configuration, undefined, 2));
  await stack.control("POST", "/mcp", { tools: "hang" });
  await pause(4_000);
  return async () => {
    await stack.control("POST", "/mcp", { tools: "normal" });
    await writeFile(path, usual);
  };
}
