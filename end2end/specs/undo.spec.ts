import type { Page } from "@playwright/test";

import { writeDraft } from "../fixtures/drafts.ts";
import { open } from "../fixtures/live_pages.ts";
import { GRACE } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const drafts = (page: Page) => page.getByRole("region", { name: "Drafts" }).getByRole("listitem");
const messages = (page: Page) => page.getByRole("region", { name: "Messages" });

test("a deletion is taken back from its message, which waits while somebody is at it", async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await writeDraft(page, "Guests can reserve a parking space.");
  await open(page, "/history?query=parking");
  await drafts(page).getByRole("button", { name: /^Delete/ }).click();
  await expect(messages(page)).toContainText("is deleted");
  await expect(page.locator("[aria-live=polite]").filter({ hasText: "Undo is offered" })).toHaveCount(1);
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await messages(page).getByRole("button", { name: "Undo" }).focus();
  // Longer than it would stay by itself.
  await page.waitForTimeout(14_000);
  await page.keyboard.press("Enter");
  await expect(drafts(page)).toHaveCount(1);
  await expect(messages(page)).toContainText("The draft is back.");
  await page.getByRole("heading", { level: 1 }).hover();
  await expect(messages(page)).toBeEmpty({ timeout: 15_000 });
});

test("a deletion is taken back without scripts", { tag: "@no-js" }, async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await writeDraft(page, "Guests can reserve a boat.");
  await open(page, "/history?query=boat");
  await drafts(page).getByRole("button", { name: /^Delete/ }).click();
  await expect(page.getByText("The draft is deleted.")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page).toHaveURL(/\/create\/[0-9a-f-]{36}$/);
  await open(page, "/history?query=boat");
  await expect(drafts(page)).toHaveCount(1);
});
