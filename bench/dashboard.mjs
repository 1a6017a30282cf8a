// The dashboard of a person with drafts: how much it costs, and how quickly it comes at a steady rate.
import { spawn } from "node:child_process";
import http from "node:http";
import { text } from "node:stream/consumers";
import { setImmediate as turn } from "node:timers/promises";
import { written } from "./drafting.mjs";
import { median, p99 } from "./statistics.mjs";

const DRAFTS = 12;
const SECONDS = 10;
const CONNECTIONS = 16;
const RATE = 200;

export async function measureDashboard(stack, person) {
  for (let n = 1; n <= DRAFTS; n += 1) await written(person, `Appointment letters in language ${n}, by post.`);
  const page = await person.client.get("/dashboard");
  if (page.status !== 200) throw new Error(`the dashboard answered ${page.status}`);
  const drafts = new Set(page.body.toString().match(/\/create\/[0-9a-f-]{36}/g)).size;
  await saturate(stack, person, 3);
  const most = await saturate(stack, person, SECONDS);
  const steady = await steadyRate(stack, person, RATE, SECONDS);
  return { drafts, bytes: page.body.length, most, steady };
}

/** As many requests as the server answers, over a few connections. */
async function saturate(stack, { client }, seconds) {
  const before = await stack.cpuTime();
  const load = ["-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, "-H", `Cookie: ${client.cookieHeader}`];
  const wrk = spawn("wrk", [...load, `${stack.address}/dashboard`], { stdio: ["ignore", "pipe", "inherit"] });
  const said = await text(wrk.stdout);
  const used = (await stack.cpuTime()) - before;
  const requests = Number(/(\d+) requests in/.exec(said)[1]);
  if (/Non-2xx|Socket errors/.test(said)) throw new Error(`not every request was answered:\n${said}`);
  return { perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(said)[1]), cpuMicroseconds: used / requests };
}

/**
 * A fixed number of requests per second, whether or not the answers come: latency counts from the moment a request
 * was due. Between requests this process polls instead of sleeping, because timers are a millisecond coarse.
 */
export async function steadyRate(stack, { client }, rate, seconds) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64, noDelay: true });
  const headers = { cookie: client.cookieHeader };
  const latencies = [];
  const failures = [];
  const ask = (due) =>
    new Promise((resolve) => {
      const done = (status) => {
        if (status === 200) latencies.push(performance.now() - due);
        else failures.push(status);
        resolve();
      };
      const request = http.get(`${stack.address}/dashboard`, { agent, headers }, (answer) => {
        answer.resume().on("end", () => done(answer.statusCode));
      });
      request.on("error", done);
    });
  const under_way = [];
  const before = await stack.cpuTime();
  const begun = performance.now();
  for (let n = 0; n < rate * seconds; n += 1) {
    const due = begun + (n * 1000) / rate;
    while (performance.now() < due) await turn();
    under_way.push(ask(due));
  }
  await Promise.all(under_way);
  const used = (await stack.cpuTime()) - before;
  agent.destroy();
  if (failures.length > 0) throw new Error(`${failures.length} requests were not answered: ${failures[0]}`);
  // The first second opens the connections.
  const warm = latencies.slice(rate);
  return { p50: median(warm), p99: p99(warm), cpuMicroseconds: used / latencies.length };
}
