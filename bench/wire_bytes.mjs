// Whether a long answer costs as much per token as a short one.
import { draft } from "./drafting.mjs";

const TOKEN_EVERY_MS = 1;

export async function measureWireBytes(stack, person) {
  const short = await answer(stack, person, 1_000);
  const long = await answer(stack, person, 10_000);
  return { short, long, ratio: long.bytes / long.tokens / (short.bytes / short.tokens) };
}

/** Bytes of the events that carry the first so many tokens of the model's answer. */
async function answer(stack, person, tokens) {
  await stack.control("POST", "/llm", { latency_ms: 0, token_delay_ms: TOKEN_EVERY_MS });
  // "step 17 " is two tokens, and every draft is longer than its notes.
  const requirement = `Opening hours on the site.\n[[sandbox: long=${tokens / 2}]]`;
  const counted = { tokens: 0, bytes: 0, milliseconds: 0 };
  let begun;
  let id;
  for await (const event of draft(person, requirement)) {
    if (event.name === "started") id = event.draft;
    if (event.name === "error") throw new Error(`a draft failed: ${event.data}`);
    if (event.name !== "assistant_token") continue;
    begun ??= event.at;
    counted.tokens += 1;
    counted.bytes += event.bytes;
    counted.milliseconds = event.at - begun;
    if (counted.tokens === tokens) break;
  }
  // What follows is longer than a draft may be; the product would ask again.
  await person.client.call("drafting/stop", { draft: id });
  if (counted.tokens < tokens) throw new Error(`only ${counted.tokens} tokens came`);
  return counted;
}
