import type { Page } from "@playwright/test";

import { requirementBox, startDraft, stopButton, withDirectives, writeDraft } from "../fixtures/drafts.ts";
import { open } from "../fixtures/live_pages.ts";
import { GRACE, OTHER_ADA } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const field = (page: Page) => page.getByRole("combobox", { name: "Find drafts, pages and actions" });
const palette = (page: Page) => page.getByRole("dialog", { name: "Find drafts, pages and actions" });
const choices = (page: Page) => palette(page).getByRole("option");
const chosen = (page: Page) => page.locator("[role=option][aria-selected=true]");

test("Ctrl K finds pages, drafts and actions, and Esc gives the focus back", async ({ page, people, pageOf }) => {
  await people.signIn(page.context(), GRACE);
  await writeDraft(page, "Visitors can rent a locker at the lake.");
  const others = await pageOf(OTHER_ADA);
  await writeDraft(others, "Visitors can rent a bicycle at the lake.");
  await others.close();

  await open(page, "/create");
  await requirementBox(page).focus();
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await expect(chosen(page)).toHaveText(/Dashboard/);
  await page.keyboard.press("ArrowDown");
  await expect(chosen(page)).toHaveText(/Create issues/);
  await expect(field(page)).toHaveAttribute("aria-activedescendant", (await chosen(page).getAttribute("id"))!);
  // Drafts arrive a moment later, at the end, and move nobody.
  await expect(choices(page).filter({ hasText: "Rent a locker" })).toHaveCount(1);
  await expect(chosen(page)).toHaveText(/Create issues/);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(chosen(page)).toHaveText((await choices(page).last().textContent())!);
  await page.keyboard.press("Escape");
  await expect(field(page)).toBeHidden();
  await expect(requirementBox(page)).toBeFocused();

  await page.keyboard.press("Control+k");
  await field(page).fill("lake");
  await expect(choices(page).filter({ hasText: /locker/i })).toHaveCount(1);
  await expect(choices(page).filter({ hasText: /bicycle/i })).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/create\/[0-9a-f-]{36}$/);

  await page.keyboard.press("Control+k");
  await field(page).fill("theme dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "ink");
  await page.keyboard.press("Control+k");
  await field(page).fill("zebra crossing");
  await expect(choices(page)).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/history\?query=zebra(%20|\+)crossing/);
  await expect(page.getByText("Nothing matches")).toBeVisible();

  await page.keyboard.press("Control+k");
  await field(page).fill("sign out");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("the field of the top bar opens it, on small screens an icon", async ({ page, people }) => {
  await people.signIn(page.context(), GRACE, { model: false });
  await open(page, "/dashboard");
  await page.getByRole("button", { name: "Find drafts, pages, actions" }).click();
  await field(page).fill("conn");
  await choices(page).filter({ hasText: "Connections" }).click();
  await expect(page).toHaveURL(/\/connections/);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await expect(field(page)).toBeFocused();
  await page.mouse.click(180, 720);
  await expect(field(page)).toBeHidden();
});

test("Esc in the palette stops no work, and ? lists the keys only where nobody types", async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await startDraft(page, withDirectives("slow=120"));
  await expect(stopButton(page)).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(field(page)).toBeHidden();
  await expect(stopButton(page)).toBeEnabled();

  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await expect(keys).toContainText("Find drafts, pages and actions");
  await page.keyboard.press("Escape");
  await expect(keys).toBeHidden();
  await expect(stopButton(page)).toBeEnabled();
  await stopButton(page).click();

  await open(page, "/create");
  await requirementBox(page).focus();
  await page.keyboard.type("Why?");
  await expect(requirementBox(page)).toHaveValue("Why?");
  await expect(keys).toBeHidden();

  // Who dictates or has other programs for single keys turns this one off.
  await open(page, "/dashboard");
  await page.keyboard.press("?");
  await keys.getByRole("checkbox").uncheck();
  await keys.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("?");
  await expect(keys).toBeHidden();
});

test("without scripts the field searches the history", { tag: "@no-js" }, async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await writeDraft(page, "Visitors can rent a canoe.");
  await open(page, "/dashboard");
  await page.getByRole("searchbox", { name: "Find drafts" }).fill("canoe");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/history\?query=canoe/);
  await expect(page.getByRole("region", { name: "Drafts" }).getByRole("listitem")).toHaveCount(1);
});
