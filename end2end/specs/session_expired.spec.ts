import { REQUIREMENT, describe, generateButton, requirementBox, untilReady } from "../fixtures/drafts.ts";
import { open } from "../fixtures/live_pages.ts";
import { MAX, PASSWORD } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("a session that ends while somebody writes asks for the password over the page and loses nothing", async ({
  pageOf,
  consoleGuard,
}) => {
  consoleGuard.allow(/status of 401/, "the session has ended");
  const page = await pageOf(MAX);
  await describe(page, REQUIREMENT, { format: "BDD" });
  const elsewhere = await page.context().newPage();
  await open(elsewhere, "/dashboard");
  await elsewhere.getByLabel(/^Account of/).click();
  await elsewhere.getByRole("button", { name: "Sign out" }).click();
  await expect(elsewhere).toHaveURL(/\/sign-in/);
  await elsewhere.close();

  await generateButton(page).click();
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await expect(dialog).toBeVisible();
  await expect(dialog).toContainText(/what you typed is still here/i);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toBeHidden();

  await expect(requirementBox(page)).toHaveValue(REQUIREMENT);
  await generateButton(page).click();
  await untilReady(page);
});
