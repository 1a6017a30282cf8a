// A draft through the product, and the same question asked of the model directly.
import { randomUUID } from "node:crypto";
import { events } from "./http.mjs";

export const REQUIREMENT =
  "Patients should be able to cancel an appointment online until 24 hours before it begins. The practice is told by " +
  "e-mail, the slot becomes free at once, and the patient sees a confirmation.";

/** Starts a draft and yields its events; the first one yielded is `{ name: "started" }`. */
export async function* draft({ client }, requirement = REQUIREMENT) {
  const fields = { requirement, kind: "story", format: "classic", project: "CLINIC", form_id: randomUUID() };
  const started = await client.call("drafting/start", fields);
  yield { name: "started", draft: started.draft, at: performance.now() };
  const answer = await client.open("GET", `/api/v1/jobs/${started.job}/events`, { accept: "text/event-stream" });
  if (answer.status !== 200) throw new Error(`the event stream answered ${answer.status}`);
  yield* events(answer.stream);
}

/** Uses up a draft's events until it is written. */
export async function written(person, requirement) {
  for await (const event of draft(person, requirement)) {
    if (event.name === "done") return;
    if (event.name === "error") throw new Error(`a draft failed: ${event.data}`);
  }
  throw new Error("a draft's stream ended before the draft was done");
}

/** Asks the sandbox's model, through a client for its address, with a body the product sent before. */
export async function* direct(model, { cookie }, body) {
  const headers = {
    accept: "text/event-stream, application/json",
    "content-type": "application/json",
    "x-company-auth": cookie,
  };
  const answer = await model.open("POST", "/api/chat", headers, body);
  if (answer.status !== 200) throw new Error(`the model answered ${answer.status}`);
  yield* events(answer.stream);
}

/** The body with which the product asks the model for a draft like any other. */
export async function question(stack, person) {
  await written(person);
  const asked = await stack.control("GET", "/ledger?kind=llm");
  return JSON.stringify(asked.at(-1).body);
}
