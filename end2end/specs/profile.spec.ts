import { open } from "../fixtures/live_pages.ts";
import { GRACE, PASSWORD } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const ANOTHER = "Silent-Meadow-77";

test("the profile shows who one is and where one is signed in", { tag: "@both" }, async ({ page, people }) => {
  const grace = await people.signIn(page.context(), GRACE, { model: false });
  await open(page, "/dashboard");
  await page.getByLabel(/^Account of/).click();
  await page.getByRole("link", { name: "Profile" }).click();
  await expect(page).toHaveURL(/\/profile$/);
  const main = page.getByRole("main");
  await expect(main.getByText(grace.login, { exact: true })).toBeVisible();
  await expect(main.getByText(grace.display_name, { exact: true })).toBeVisible();
  await expect(main.getByText("Member")).toBeVisible();
  const here = page.getByRole("list", { name: "Sessions" }).getByRole("listitem").filter({ hasText: "This one" });
  await expect(here).toHaveCount(1);
  await expect(here).toContainText("127.0.0.1");
});

test("another session can be ended, and its open page notices", async ({ page, people, newContext, consoleGuard }) => {
  consoleGuard.allow(/status of 401/, "the ended session asks once more");
  await people.signIn(page.context(), GRACE, { model: false });
  await open(page, "/profile");
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page).toHaveURL(/\/sign-in/);

  const elsewhere = await newContext();
  await people.signIn(elsewhere, GRACE, { model: false });
  const other = await elsewhere.newPage();
  await open(other, "/history");
  await people.signIn(page.context(), GRACE, { model: false });
  await open(page, "/profile");
  const sessions = page.getByRole("list", { name: "Sessions" }).getByRole("listitem");
  const before = await sessions.count();
  // The latest one is this page's own; the one before it is the other page's.
  await sessions.nth(1).getByRole("button", { name: /^End the session/ }).click();
  await expect(sessions).toHaveCount(before - 1);
  await other.getByRole("link", { name: "Dashboard" }).first().click();
  await expect(other.getByRole("dialog").or(other.getByRole("button", { name: "Sign in" })).first()).toBeVisible();
});

test("the password can be changed, with the current one", { tag: "@both" }, async ({ page, people, consoleGuard }) => {
  consoleGuard.allow(/status of 422/, "the form is refused on purpose");
  await people.signIn(page.context(), GRACE, { model: false });
  const change = async (current: string, password: string) => {
    await page.getByLabel("Current password").fill(current);
    await page.getByLabel("New password").fill(password);
    await page.getByLabel("The same again").fill(password);
    await page.getByRole("button", { name: "Change password" }).click();
  };
  await open(page, "/profile");
  await change("Not-the-password-1", ANOTHER);
  await expect(page.getByText("This is not your current password.").first()).toBeVisible();
  await open(page, "/profile");
  await change(PASSWORD, ANOTHER);
  await expect(page.getByText("Password changed")).toBeVisible();
  await expect(page.getByLabel("Current password")).toHaveValue("");
  // Back again: other tests sign her in with the one they know.
  await open(page, "/profile");
  await change(ANOTHER, PASSWORD);
  await expect(page.getByText("Password changed")).toBeVisible();
});

test("what a new password needs is ticked off while it is typed", async ({ page, people }) => {
  await people.signIn(page.context(), GRACE, { model: false });
  await open(page, "/profile");
  const checklist = page.getByRole("list", { name: "A good password has" });
  await page.getByLabel("New password").fill("abcdefgh");
  await expect(checklist.getByText("done:")).toHaveCount(4);
  await page.getByLabel("New password").fill(ANOTHER);
  await expect(checklist.getByText("done:")).toHaveCount(7);
});
