import {
  REQUIREMENT,
  describe,
  document,
  edit,
  generateButton,
  requirementBox,
  untilReady,
  writeDraft,
} from "../fixtures/drafts.ts";
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

test("text typed into a draft whose session has ended is saved after signing in again", async ({ pageOf, consoleGuard }) => {
  consoleGuard.allow(/status of 401/, "the session has ended");
  const page = await pageOf(MAX);
  await writeDraft(page, "Nurses can print a label for a blood sample.");
  const notes = await edit(page, "STLC notes");
  await page.context().clearCookies();
  await notes.fill("Typed after the session had ended");
  await notes.blur();
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await expect(dialog).toContainText(/not active for \d+ minutes/);
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toBeHidden();
  // Nobody has to type or press anything again.
  await expect(document(page).getByText("Saved").first()).toBeVisible();
  await page.reload();
  await expect(document(page)).toContainText("Typed after the session had ended");
});
