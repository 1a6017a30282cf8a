import { writeDraft } from "../fixtures/drafts.ts";
import { open } from "../fixtures/live_pages.ts";
import { OTHER_ADA } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("the first visit says what to set up and offers the first action", { tag: "@both" }, async ({ page, people }) => {
  await people.signIn(page.context(), OTHER_ADA, { model: false });
  await open(page, "/dashboard");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Ada");
  await expect(page.getByText("No drafts yet")).toBeVisible();
  await expect(page.getByText("No model is connected")).toBeVisible();
  const main = page.getByRole("main");
  await expect(main.getByRole("link", { name: /Create the first issue/ })).toBeVisible();
  await main.getByRole("link", { name: /connect/i }).first().click();
  await expect(page).toHaveURL(/\/connections/);
});

test("the navigation shows where one is", { tag: "@both" }, async ({ page, people }) => {
  await people.signIn(page.context(), OTHER_ADA, { model: false });
  await open(page, "/dashboard");
  const navigation = page.getByRole("navigation", { name: "Main" });
  for (const name of ["History", "Connections", "Create issues", "Dashboard"]) {
    await navigation.getByRole("link", { name }).click();
    await expect(navigation.locator("[aria-current=page]")).toHaveText(name);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
});

test("recent drafts stand on the dashboard", async ({ page, people }) => {
  await people.signIn(page.context(), OTHER_ADA);
  await writeDraft(page, "Guests can see the opening hours of the cafeteria.");
  await open(page, "/dashboard");
  await page.getByRole("main").getByRole("link", { name: /opening hours of the cafeteria/i }).click();
  await expect(page).toHaveURL(/\/create\/[0-9a-f-]{36}$/);
});

test("an address without a page says so", { tag: "@both" }, async ({ page, consoleGuard }) => {
  consoleGuard.allow(/status of 404/, "the page does not exist");
  const answer = await page.goto("/there-is-nothing-here");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: /dashboard/i })).toBeVisible();
});
