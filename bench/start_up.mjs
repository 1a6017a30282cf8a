// From starting the program until it says that it is ready, and what it then needs.
import { setTimeout as pause } from "node:timers/promises";
import { median } from "./statistics.mjs";

const TIMES = 10;
const SETTLE_MS = 3_000;

/** Leaves the server running. */
export async function measureStartUp(stack) {
  const empty = [];
  const used = [];
  for (let n = 0; n < TIMES; n += 1) {
    empty.push(await stack.startServer(`start-${n}.db`));
    await stack.stopServer();
  }
  for (let n = 0; n <= TIMES; n += 1) {
    const time = await stack.startServer();
    if (n > 0) used.push(time);
    if (n < TIMES) await stack.stopServer();
  }
  await pause(SETTLE_MS);
  return { times: TIMES, empty: median(empty), used: median(used), memory: await stack.memory() };
}
