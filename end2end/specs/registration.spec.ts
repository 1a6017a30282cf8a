import { open } from "../fixtures/live_pages.ts";
import { ALAN, HEDY, PASSWORD } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("somebody new registers with a token in three steps and signs in", { tag: "@both" }, async ({ page, sandbox }) => {
  await sandbox.restore(HEDY);
  const hedy = await sandbox.person(HEDY);
  const step = page.getByRole("list", { name: "Steps" }).locator("[aria-current=step]");

  await open(page, "/");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByRole("link", { name: /register/i }).first().click();
  await expect(page.getByText("Please provide your Jira personal access token")).toBeVisible();
  await expect(step).toContainText("Token");
  await page.getByLabel("Personal access token").fill(hedy.jira_token);
  await page.getByRole("button", { name: "Continue" }).click();

  await expect(page.getByText("User authenticated successfully")).toBeVisible();
  await expect(step).toContainText("Confirm");
  const facts = page.getByRole("main");
  await expect(facts).toContainText(hedy.login);
  await expect(facts).toContainText(hedy.display_name);
  await expect(facts).toContainText(hedy.email ?? "");
  expect(await page.content(), "the token stays on the server").not.toContain(hedy.jira_token);
  await page.getByRole("button", { name: "Yes, this is me" }).click();

  await expect(step).toContainText("Password");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("The same again").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();

  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByText("User creation successful")).toBeVisible();
  await page.getByLabel("Employee ID, e-mail or name").fill(hedy.login);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/dashboard/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(hedy.display_name.split(" ")[0] ?? "");
});

test("somebody who says that it is not them starts again", { tag: "@both" }, async ({ page, sandbox, consoleGuard }) => {
  consoleGuard.allow(/status of 422/, "the confirmation page has nothing to confirm");
  const alan = await sandbox.person(ALAN);
  await open(page, "/register");
  await page.getByLabel("Personal access token").fill(alan.jira_token);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Not me" }).click();
  await expect(page.getByText("Please provide your Jira personal access token")).toBeVisible();
  await open(page, "/register/confirm");
  await expect(page.getByRole("link", { name: "Start again" })).toBeVisible();
});

test("the steps cannot be skipped", { tag: "@both" }, async ({ page, consoleGuard }) => {
  consoleGuard.allow(/status of 4\d\d/, "a step without the one before is refused on purpose");
  await open(page, "/register/password");
  await expect(page.getByRole("link", { name: "Start again" })).toBeVisible();
});
