import type { Page } from "@playwright/test";

import { document, startDraft, untilReady, withDirectives } from "../fixtures/drafts.ts";
import { open, reload } from "../fixtures/live_pages.ts";
import { GRACE } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const QUESTION = "Who may do this, and is there a limit in time or number?";
const UNCLEAR = withDirectives("clarify");

async function answer(page: Page): Promise<void> {
  const boxes = document(page).getByRole("textbox");
  await expect(boxes.first()).toBeVisible();
  for (const box of await boxes.all()) await box.fill("Every patient, once a day");
  await document(page).getByRole("button", { name: "Answer" }).click();
}

test("a question of the model waits for its answer, also across a reload and a restart", async ({
  pageOf,
  stack,
  sandbox,
  consoleGuard,
}) => {
  consoleGuard.allow(/net::ERR_|status of 5\d\d/, "the server is gone for a while");
  const page = await pageOf(GRACE);
  await startDraft(page, UNCLEAR);
  await expect(document(page)).toContainText(QUESTION);
  await reload(page);
  await expect(document(page)).toContainText(QUESTION);
  await stack.killServer();
  await stack.startServer();
  await reload(page);
  await expect(document(page)).toContainText(QUESTION);
  expect(await sandbox.modelCalls()).toHaveLength(1);
  await answer(page);
  await untilReady(page);
  await expect(document(page)).not.toContainText(QUESTION);
  expect(await sandbox.modelCalls()).toHaveLength(2);
});

test("an empty answer is not sent", async ({ pageOf, sandbox }) => {
  const page = await pageOf(GRACE);
  await startDraft(page, UNCLEAR);
  const send = document(page).getByRole("button", { name: "Answer" });
  await expect(send).toBeVisible();
  await send.click();
  await expect(document(page)).toContainText(QUESTION);
  expect(await sandbox.modelCalls()).toHaveLength(1);
  await answer(page);
  await untilReady(page);
});

test("a waiting question is shown in the lists", async ({ pageOf }) => {
  const page = await pageOf(GRACE);
  await startDraft(page, `Unanswered so far. ${UNCLEAR}`);
  await expect(document(page)).toContainText(QUESTION);
  const address = new URL(page.url()).pathname;
  await open(page, "/history?status=question");
  await expect(page.getByRole("main").locator(`a[href="${address}"]`)).toContainText("Question");
  await open(page, address);
  await page.getByRole("button", { name: /^Stop/ }).click();
  await expect(page.getByRole("button", { name: /^Continue/ })).toBeVisible();
});
