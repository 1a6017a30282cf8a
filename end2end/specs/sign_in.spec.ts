import type { Page } from "@playwright/test";

import { open } from "../fixtures/live_pages.ts";
import { ADA, GRACE, OTHER_ADA, PASSWORD } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

async function signIn(page: Page, login: string, password: string): Promise<void> {
  await open(page, "/sign-in");
  await page.getByLabel("Employee ID, e-mail or name").fill(login);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("somebody who is not signed in is led to the sign-in page", { tag: "@both" }, async ({ page }) => {
  await open(page, "/");
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: /register|create/i }).first()).toBeVisible();
});

test("signing in leads to the page that was asked for", { tag: "@both" }, async ({ page, people }) => {
  await people.register(GRACE);
  await open(page, "/history?query=clinic");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("Employee ID, e-mail or name").fill(GRACE);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/history\?query=clinic/);
});

test("people sign in with employee id, e-mail address or name", async ({ people, newContext }) => {
  const grace = await people.register(GRACE);
  for (const login of [grace.login, grace.email ?? "", grace.display_name.toUpperCase()]) {
    const page = await (await newContext()).newPage();
    await signIn(page, login, PASSWORD);
    await expect(page).toHaveURL(/\/dashboard/);
  }
});

test("every wrong sign-in gets the same answer", { tag: "@both" }, async ({ page, people, consoleGuard }) => {
  consoleGuard.allow(/status of 422/, "the form is refused on purpose");
  await people.register(ADA);
  await people.register(OTHER_ADA);
  const tries: [string, string][] = [
    [ADA, "Wrong-Harbour-42"],
    ["nobody.at.all", PASSWORD],
    // Two people have this name.
    ["Ada Lovelace", PASSWORD],
  ];
  for (const [login, password] of tries) {
    await signIn(page, login, password);
    await expect(page.getByText("These sign-in details are not right.")).toBeVisible();
    await expect(page).toHaveURL(/\/sign-in/);
  }
});

test("signing out ends the session", { tag: "@both" }, async ({ page, people }) => {
  await people.signIn(page.context(), GRACE, { model: false });
  await open(page, "/dashboard");
  const [session] = (await page.context().cookies()).filter(({ name }) => name.endsWith("session"));
  await page.getByLabel(/^Account of/).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await open(page, "/dashboard");
  await expect(page).toHaveURL(/\/sign-in/);
  // A copy of the cookie is worth nothing any more.
  await page.context().addCookies([session!]);
  await open(page, "/dashboard");
  await expect(page).toHaveURL(/\/sign-in/);
});
