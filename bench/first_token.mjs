// How much later the first token arrives through the product than from the model itself. Through the product, the
// clock starts when the browser sends the requirement: session, limits, draft, job and their commit are inside.
import { direct, draft } from "./drafting.mjs";
import { median, p99 } from "./statistics.mjs";

const PAIRS = 60;
const WARM_UP = 5;
/** As a model thinks. Without it the browser would not be listening yet when the first token comes. */
const THINKING_MS = 100;
const TOKEN_EVERY_MS = 1;

export async function measureFirstToken(stack, model, person, question) {
  await stack.control("POST", "/llm", { latency_ms: THINKING_MS, token_delay_ms: TOKEN_EVERY_MS });
  const through = [];
  const straight = [];
  const accepted = [];
  for (let n = 0; n < PAIRS + WARM_UP; n += 1) {
    const one = await firstOf(draft(person), "assistant_token");
    const other = await firstOf(direct(model, person, question), "");
    if (n < WARM_UP) continue;
    through.push(one.token);
    accepted.push(one.started);
    straight.push(other.token);
  }
  const added = { p50: median(through) - median(straight), p99: p99(through) - p99(straight) };
  return { pairs: PAIRS, added, accepted: median(accepted), through: ends(through), straight: ends(straight) };
}

const ends = (values) => ({ p50: median(values), p99: p99(values) });

/** Reads everything, so that the next one finds the server at rest. */
async function firstOf(stream, name) {
  const begun = performance.now();
  const times = {};
  for await (const event of stream) {
    if (event.name === "started") times.started = event.at - begun;
    else if (event.name === name) times.token ??= event.at - begun;
    if (event.name === "error") throw new Error(`a draft failed: ${event.data}`);
  }
  return times;
}
