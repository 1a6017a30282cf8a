import type { Page } from "@playwright/test";

import { approve, createInJira, writeDraft } from "../fixtures/drafts.ts";
import { open } from "../fixtures/live_pages.ts";
import { GRACE } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const drafts = (page: Page) => page.getByRole("region", { name: "Drafts" }).getByRole("listitem");

async function search(page: Page, words: string, { project = "", status = "" } = {}): Promise<void> {
  await page.getByLabel("Words").fill(words);
  await page.getByLabel("Project").fill(project);
  await page.getByLabel("Status").selectOption(status);
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(new RegExp(`[?&]query=${words}`));
}

test("drafts are found by words, project and status, and can be deleted", async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await writeDraft(page, "Teachers can lend a kaleidoscope to a class.");
  await writeDraft(page, "Students can lend a telescope overnight.", { project: "PORTAL" });
  await approve(await another(page, "Students can return a kaleidoscope."));

  await open(page, "/history");
  await search(page, "kaleidoscope");
  await expect(drafts(page)).toHaveCount(2);
  await search(page, "telescope");
  await expect(drafts(page)).toHaveCount(1);
  await search(page, "scope", { project: "PORTAL" });
  await expect(drafts(page)).toHaveCount(1);
  await expect(drafts(page)).toContainText("PORTAL");
  await search(page, "kaleidoscope", { status: "approved" });
  await expect(drafts(page)).toHaveCount(1);
  await expect(drafts(page)).toContainText("Approved");
  await search(page, "periscope");
  await expect(page.getByText("Nothing matches")).toBeVisible();

  await search(page, "telescope");
  await drafts(page).getByRole("button", { name: /^Delete/ }).click();
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await page.getByRole("link", { name: "Show everything" }).click();
  await expect(drafts(page).filter({ hasText: /telescope/i })).toHaveCount(0);
  await expect(drafts(page).filter({ hasText: /kaleidoscope/i })).toHaveCount(2);
});

test("a draft can be opened from the history and started anew from there", async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  const requirement = "Parents can see the menu of the week.";
  await writeDraft(page, requirement, { kind: "Task", format: "BDD" });
  await open(page, "/history?query=menu");
  await drafts(page).getByRole("link").first().click();
  await expect(page).toHaveURL(/\/create\/[0-9a-f-]{36}$/);
  await page.getByRole("link", { name: "Start a similar draft" }).click();
  await expect(page.getByRole("textbox", { name: "Requirement" })).toHaveValue(requirement);
  await expect(page.getByRole("radio", { name: "Task", exact: true })).toBeChecked();
  await expect(page.getByRole("radio", { name: "BDD" })).toBeChecked();
});

test("a created issue stands there with its status in Jira", async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await writeDraft(page, "Nurses can borrow a xylophone for the ward.");
  await approve(page);
  await createInJira(page);
  await open(page, "/history?query=xylophone");
  await expect(drafts(page)).toHaveCount(1);
  await expect(drafts(page)).toContainText(/CLINIC-\d+/);
  await expect(drafts(page).getByText("To Do", { exact: true })).toBeVisible();
  await expect(drafts(page).getByTitle(/^In Jira, as of 20\d\d/)).toBeVisible();
});

async function another(page: Page, requirement: string): Promise<Page> {
  await writeDraft(page, requirement);
  return page;
}
