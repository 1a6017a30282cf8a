// Many people watching a draft of their own at once, against the same number of direct calls.
import { direct, draft } from "./drafting.mjs";
import { median, p99 } from "./statistics.mjs";

const THINKING_MS = 300;
const TOKEN_EVERY_MS = 15;

export async function measureManyStreams(stack, model, people, question, streams) {
  await stack.control("POST", "/llm", { latency_ms: THINKING_MS, token_delay_ms: TOKEN_EVERY_MS });
  const someone = (n) => people[n % people.length];
  const all = (start) => Promise.all(Array.from({ length: streams }, (_, n) => pace(start(someone(n)))));
  const straight = summary(await all((person) => direct(model, person, question)), "straight");
  const before = await stack.cpuTime();
  const through = summary(await all((person) => draft(person)), "through");
  const cpuMicroseconds = ((await stack.cpuTime()) - before) / through.tokens;
  return { streams, straight, through, cpuMicroseconds, memory: await stack.memory() };
}

/** When the first token came, and how far apart the others were. */
async function pace(stream) {
  const begun = performance.now();
  let last;
  const seen = { first: undefined, gaps: [], failed: undefined };
  for await (const event of stream) {
    if (event.name === "error") seen.failed = event.data;
    if (event.name !== "assistant_token" && event.name !== "") continue;
    if (event.data === "" || event.data === "[DONE]") continue;
    if (last === undefined) seen.first = event.at - begun;
    else seen.gaps.push(event.at - last);
    last = event.at;
  }
  return seen;
}

function summary(paces, way) {
  const failed = paces.find((pace) => pace.failed !== undefined || pace.first === undefined);
  if (failed) throw new Error(`a stream (${way}) failed: ${failed.failed}`);
  const first = paces.map((pace) => pace.first);
  const gaps = paces.flatMap((pace) => pace.gaps);
  return {
    tokens: gaps.length + first.length,
    first: { p50: median(first), p99: p99(first) },
    gap: { p50: median(gaps), p99: p99(gaps) },
  };
}
