import type { Page } from "@playwright/test";

import { continueButton, startDraft, withDirectives, writeDraft } from "../fixtures/drafts.ts";
import { open } from "../fixtures/live_pages.ts";
import { ALAN, MAX, OTHER_ADA } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("the first visit leads to the first issue in three steps", { tag: "@both" }, async ({ page, people }) => {
  await people.signIn(page.context(), ALAN, { model: false });
  await open(page, "/dashboard");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Alan");
  const steps = page.getByRole("main").getByRole("list").first().getByRole("listitem");
  await expect(steps).toHaveCount(3);
  await expect(steps.nth(0)).toContainText("Connect Jira, done");
  await expect(steps.nth(2)).toContainText("Describe what somebody needs");
  await steps.nth(1).getByRole("link", { name: "Connect a model" }).click();
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

const running = (page: Page) =>
  page.getByRole("main").getByRole("listitem").filter({ has: page.getByRole("progressbar") });

test("running work says what it does and for how long, and is stopped from the dashboard", async ({ page, people }) => {
  await people.signIn(page.context(), MAX);
  await startDraft(page, withDirectives("slow=60"));
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Dashboard" }).click();
  await expect(running(page)).toHaveCount(1);
  await expect(running(page)).toContainText(/Writing (summary|story)/);
  await expect(running(page)).toContainText(/Writing acceptance criteria/, { timeout: 30_000 });
  await expect(running(page)).toContainText(/\d+\.\d s/);
  await running(page).getByRole("button", { name: /^Stop/ }).click();
  await expect(running(page)).toHaveCount(0);
  await expect(page.getByRole("main")).toContainText("Unfinished");
});

test("a question waits on the dashboard for its answer", async ({ page, people }) => {
  await people.signIn(page.context(), MAX);
  await startDraft(page, withDirectives("clarify"));
  await expect(page.getByRole("button", { name: "Answer" })).toBeVisible();
  await open(page, "/dashboard");
  await expect(page.getByText("Waiting for your answer")).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Answer" }).first().click();
  await expect(page.getByRole("button", { name: "Answer" })).toBeVisible();
  await page.getByRole("button", { name: /^Stop/ }).click();
  await expect(continueButton(page)).toBeVisible();
});

test("without scripts the dashboard looks again by itself", { tag: "@no-js" }, async ({ page, people }) => {
  await people.signIn(page.context(), MAX);
  await startDraft(page, withDirectives("slow=40"));
  await open(page, "/dashboard");
  await expect(running(page)).toHaveCount(1);
  await expect(running(page)).toContainText(/Writing acceptance criteria/, { timeout: 30_000 });
  await running(page).getByRole("button", { name: /^Stop/ }).click();
  await expect(running(page)).toHaveCount(0);
  await expect(page.getByRole("main")).toContainText("Unfinished");
});

test("an address without a page says so", { tag: "@both" }, async ({ page, consoleGuard }) => {
  consoleGuard.allow(/status of 404/, "the page does not exist");
  const answer = await page.goto("/there-is-nothing-here");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: /dashboard/i })).toBeVisible();
});
