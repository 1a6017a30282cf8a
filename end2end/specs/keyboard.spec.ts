import type { Locator, Page } from "@playwright/test";

import {
  CREATED_WITHIN,
  REQUIREMENT,
  approveButton,
  continueButton,
  createButton,
  document,
  issueLink,
  requirementBox,
  untilReady,
  withDirectives,
} from "../fixtures/drafts.ts";
import { open, untilLive } from "../fixtures/live_pages.ts";
import { GRACE, PASSWORD } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.setTimeout(120_000);

/** Presses Tab until something has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement).catch(() => false)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${target}`);
}

test("the whole way works with the keyboard alone", async ({ page, people, sandbox }) => {
  await people.register(GRACE);
  await people.signIn(page.context(), GRACE);
  await page.context().clearCookies();
  await open(page, "/sign-in");
  await tabTo(page, page.getByLabel("Employee ID, e-mail or name"));
  await page.keyboard.type(GRACE);
  await tabTo(page, page.getByLabel("Password", { exact: true }));
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/dashboard/);

  // A page that is loaded anew begins at its top, with a way past the navigation.
  await open(page, "/dashboard");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: /skip to the content/i })).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("main").getByRole("link", { name: /Create issues/ }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/create$/);
  await untilLive(page);

  await tabTo(page, requirementBox(page));
  await page.keyboard.insertText(REQUIREMENT);
  await tabTo(page, page.getByRole("combobox", { name: "Project" }));
  await page.keyboard.type("CLINIC");
  await expect(page.getByRole("combobox", { name: "Project" })).toHaveValue("CLINIC");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("radio", { name: /Story|Task/, checked: true })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Control+Enter");
  await expect(page).toHaveURL(/\/create\/[0-9a-f-]{36}$/);
  await untilReady(page);

  await tabTo(page, document(page).getByLabel("Edit summary", { exact: true }));
  await page.keyboard.press("Enter");
  await expect(document(page).getByRole("textbox", { name: "Summary" })).toBeFocused();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("Typed without a mouse");
  await page.keyboard.press("Escape");
  await expect(document(page).getByRole("heading", { level: 1 })).toHaveText("Typed without a mouse");

  await page.keyboard.press("Shift+Tab");
  await tabTo(page, approveButton(page));
  await page.keyboard.press("Enter");
  await expect(createButton(page)).toBeVisible();
  await tabTo(page, createButton(page));
  await page.keyboard.press("Enter");
  await expect(issueLink(page)).toBeVisible({ timeout: CREATED_WITHIN });
  await tabTo(page, issueLink(page));
  expect(await sandbox.issues()).toHaveLength(1);
});

test("Ctrl+Enter starts and Esc stops", async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await open(page, "/create");
  await requirementBox(page).focus();
  await page.keyboard.insertText(withDirectives("slow=120"));
  await page.keyboard.press("Control+Enter");
  await expect(page).toHaveURL(/\/create\/[0-9a-f-]{36}$/);
  await expect(document(page).getByRole("heading", { level: 1 })).toContainText("Move an appointment");
  await page.keyboard.press("Escape");
  await expect(continueButton(page)).toBeVisible();
});

test("menus open and close with the keyboard and give the focus back", async ({ page, people }) => {
  await people.signIn(page.context(), GRACE, { model: false });
  await open(page, "/dashboard");
  const account = page.getByLabel(/^Account of/);
  await tabTo(page, account);
  await page.keyboard.press("Enter");
  const signOut = page.getByRole("button", { name: "Sign out" });
  await expect(signOut).toBeVisible();
  await tabTo(page, signOut);
  await page.keyboard.press("Escape");
  await expect(signOut).toBeHidden();
  await expect(account).toBeFocused();
});
