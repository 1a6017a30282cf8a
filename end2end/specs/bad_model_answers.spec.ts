import { REQUIREMENT, continueButton, document, startDraft, untilReady, withDirectives } from "../fixtures/drafts.ts";
import { reload } from "../fixtures/live_pages.ts";
import { GRACE } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

/** What the model does, and words of what the person reads. */
const ANSWERS: [string, RegExp][] = [
  ["prose", /did not write an issue/i],
  ["html", /web page|did not write an issue/i],
  ["half-json", /did not write an issue|cut off|incomplete/i],
  ["empty", /answered with nothing/i],
  ["422", /refused the request/i],
  ["500", /model/i],
  ["cut", /cut off|interrupted/i],
];

// Temporary failures are tried again, with pauses.
test.setTimeout(90_000);

for (const [directive, words] of ANSWERS) {
  test(`a model that answers “${directive}” is explained, and nothing is lost`, async ({ pageOf, sandbox }) => {
    const page = await pageOf(GRACE);
    await startDraft(page, withDirectives(directive));
    await expect(continueButton(page)).toBeVisible({ timeout: 45_000 });
    const pane = document(page);
    await expect(pane).toContainText(words);
    await expect(pane, "words, not internals").not.toContainText(/panicked|serde|Err\(|Some\(|\.rs:\d|column \d/);
    await expect(page.getByRole("region", { name: "Requirement" })).toContainText(REQUIREMENT);
    await reload(page);
    await expect(pane).toContainText(words);
    await expect(continueButton(page)).toBeEnabled();
    // The first call and at most two more: repairs, or new tries.
    expect((await sandbox.modelCalls()).length).toBeLessThanOrEqual(3);
  });
}

test("a model that is asked too often at first is asked again", async ({ pageOf, sandbox }) => {
  const page = await pageOf(GRACE);
  await startDraft(page, withDirectives("429-then-ok"));
  await untilReady(page);
  expect((await sandbox.modelCalls()).map(({ status }) => status)).toEqual([429, 200]);
});

test("an answer that was no JSON is repaired without the person", async ({ pageOf, sandbox }) => {
  const page = await pageOf(GRACE);
  await startDraft(page, withDirectives("bad-json-once"));
  await untilReady(page);
  expect(await sandbox.modelCalls()).toHaveLength(2);
});
