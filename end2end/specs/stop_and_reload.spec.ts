import {
  continueButton,
  document,
  requirementBox,
  startDraft,
  stopButton,
  untilReady,
  withDirectives,
  writtenText,
} from "../fixtures/drafts.ts";
import { open, reload } from "../fixtures/live_pages.ts";
import { GRACE } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

/** At this pace a draft takes half a minute, so there is always a middle. */
const SLOWLY = withDirectives("slow=120");
/** Slow enough for a reload in between, fast enough to wait for its end. */
const STEADILY = withDirectives("slow=40");

test("Stop ends the call of the model and keeps what was written", async ({ pageOf, sandbox }) => {
  const page = await pageOf(GRACE);
  await startDraft(page, SLOWLY);
  const summary = document(page).getByRole("heading", { level: 1 });
  await expect(summary).toContainText("Move an appointment");
  const clicked = Date.now();
  await stopButton(page).click();
  await expect(continueButton(page)).toBeVisible();
  await expect(document(page)).toContainText("You stopped it");
  await expect(summary).toContainText("Move an appointment");
  const [call, ...more] = await sandbox.ledger<{ closed_early: boolean; closed_at: string }>("llm");
  expect(more).toEqual([]);
  expect(call?.closed_early).toBe(true);
  // The product's own goal is 200 ms; a busy machine and the browser's way to the server come on top.
  expect(Date.parse(call!.closed_at) - clicked).toBeLessThan(1_500);

  await sandbox.setModelPace(1);
  await open(page, "/create");
  await expect(requirementBox(page)).toHaveValue("");
});

test("Esc stops, too", async ({ pageOf, sandbox }) => {
  const page = await pageOf(GRACE);
  await startDraft(page, SLOWLY);
  await expect(document(page).getByRole("heading", { level: 1 })).toContainText("Move an appointment");
  await page.keyboard.press("Escape");
  await expect(continueButton(page)).toBeVisible();
  expect((await sandbox.modelCalls()).map(({ closed_early }) => closed_early)).toEqual([true]);
});

test("a reload in the middle goes on with the same text and asks no second time", async ({ pageOf, sandbox }) => {
  const page = await pageOf(GRACE);
  await startDraft(page, STEADILY);
  const watching = await page.context().newPage();
  await open(watching, page.url());
  await expect(document(page).getByRole("heading", { level: 1 })).toContainText("Move an appointment");
  const before = await document(page).getByRole("heading", { level: 1 }).innerText();
  await reload(page);
  await expect(document(page).getByRole("heading", { level: 1 })).toContainText(before);
  await expect(stopButton(page)).toBeVisible();

  await Promise.all([untilReady(page), untilReady(watching)]);
  expect(await writtenText(page)).toBe(await writtenText(watching));
  await reload(watching);
  expect(await writtenText(page)).toBe(await writtenText(watching));
  const calls = await sandbox.modelCalls();
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatchObject({ finished: true, closed_early: false });
});

test("leaving the page does not stop the model", async ({ pageOf, sandbox }) => {
  const page = await pageOf(GRACE);
  await startDraft(page, STEADILY);
  const address = page.url();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "History" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("History");
  await expect.poll(async () => (await sandbox.modelCalls()).map(({ finished }) => finished), { timeout: 30_000 }).toEqual([
    true,
  ]);
  await open(page, address);
  await untilReady(page);
});
