import type { Locator, Page } from "@playwright/test";

import { approve, approveButton, createInJira, document, startDraft, untilReady, writeDraft } from "../fixtures/drafts.ts";
import { open, reload } from "../fixtures/live_pages.ts";
import { ADA, GRACE, OTHER_ADA } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.setTimeout(90_000);
test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/status of 422/, "forms are refused here");
});

const wanted = (page: Page) => document(page).getByRole("region", { name: /^(LABS|PORTAL) / });

const suggestions = (page: Page) => wanted(page).getByRole("listbox", { name: "Suggestions" }).getByRole("option");

async function fillLabs(page: Page, name = (reviewer: Locator) => reviewer.fill("ghopper")): Promise<void> {
  const form = wanted(page);
  await form.getByLabel("Team").selectOption("Patient Services");
  await form.getByLabel("Release").selectOption("2026.2");
  await form.getByLabel("Chrome").check();
  await form.getByLabel("Safari").check();
  await form.getByLabel("Ward").selectOption("Surgery › West");
  await name(form.getByLabel("Reviewer"));
  await form.getByLabel("Budget").fill("2.5");
  await form.getByLabel("Reference").fill("LAB-7");
  await form.getByLabel("Due Date").fill("2026-12-24");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByRole("heading")).toHaveText("LABS also gets this");
}

test("what Jira demands is asked for, created on the first attempt, and remembered", async ({ pageOf, sandbox }) => {
  const page = await pageOf(GRACE);
  await writeDraft(page, "The laboratory sends results within an hour.", { project: "LABS" });
  await page.getByRole("link", { name: "Jira asks for 8 more things" }).click();
  await expect(wanted(page)).toBeInViewport();
  await wanted(page).getByLabel("Budget").fill("a lot");
  await wanted(page).getByRole("button", { name: "Save" }).click();
  await expect(wanted(page)).toContainText("Budget is a number, such as 3 or 0.5.");
  await fillLabs(page);
  await approve(page);
  await expect(document(page).getByRole("row", { name: "Ward Surgery › West" })).toBeVisible();
  const key = await createInJira(page);
  const [issue] = await sandbox.issues();
  expect(issue).toMatchObject({ key, fields: { customfield_10123: 2.5, duedate: "2026-12-24" } });

  await writeDraft(page, "The laboratory prints labels.", { project: "LABS" });
  await expect(wanted(page).getByRole("heading")).toHaveText("LABS also gets this");
  await expect(wanted(page).getByLabel("Reference")).toHaveValue("LAB-7");
});

test("somebody is found by a part of their name and chosen with the keyboard", async ({ pageOf, sandbox }) => {
  const page = await pageOf(GRACE);
  await writeDraft(page, "The laboratory names somebody who reviews its results.", { project: "LABS" });
  await fillLabs(page, async (reviewer) => {
    await expect(reviewer).toHaveRole("combobox");
    // Who reviewed the last one stands there.
    await reviewer.fill("");
    await reviewer.pressSequentially("L");
    await expect(reviewer).toHaveAttribute("aria-expanded", "false");
    await reviewer.pressSequentially("ovel");
    await expect(suggestions(page)).toHaveText([/^Ada Lovelace.*ada\.lovelace@/, /^Ada Lovelace.*ada\.second@/]);
    await expect(wanted(page).getByRole("status")).toHaveText("2 suggestions");
    await reviewer.press("Escape");
    await expect(suggestions(page)).toHaveCount(0);
    await expect(reviewer).toHaveValue("Lovel");
    await reviewer.press("ArrowDown");
    await reviewer.press("ArrowDown");
    const second = suggestions(page).nth(1);
    await expect(second).toHaveAttribute("aria-selected", "true");
    await expect(reviewer).toHaveAttribute("aria-activedescendant", (await second.getAttribute("id"))!);
    await reviewer.press("Enter");
    await expect(suggestions(page)).toHaveCount(0);
    await expect(reviewer).toHaveValue("alovelace2");
    await expect(reviewer).toHaveAccessibleDescription(/^Ada Lovelace · ada\.second@example\.org/);
    await expect(reviewer).toBeFocused();
  });
  const told = wanted(page).getByText("Ada Lovelace · ada.second@example.org");
  await expect(told).toBeVisible();
  await reload(page);
  await expect(wanted(page).getByLabel("Reviewer")).toHaveValue("alovelace2");
  await expect(told).toBeVisible();
  await approve(page);
  const key = await createInJira(page);
  const [issue] = await sandbox.issues();
  expect(issue).toMatchObject({ key, fields: { customfield_10122: { name: "alovelace2" } } });
});

test("a click chooses somebody, and a user name is taken as it is when nobody can be suggested", async ({
  pageOf,
  sandbox,
  consoleGuard,
}) => {
  consoleGuard.allow(/status of 503/, "Jira does not tell people for a while");
  const page = await pageOf(ADA);
  await writeDraft(page, "The laboratory names somebody else.", { project: "LABS" });
  const reviewer = wanted(page).getByLabel("Reviewer");
  await reviewer.pressSequentially("hopper");
  await suggestions(page).filter({ hasText: "Grace Hopper" }).click();
  await expect(reviewer).toHaveValue("ghopper");
  await expect(wanted(page)).toContainText("Grace Hopper · grace.hopper@example.org");
  await reviewer.fill("walrus");
  await expect(wanted(page).getByRole("status")).toHaveText("Nobody found");
  await sandbox.addFaults({ target: "jira.user", action: { status: 503 } });
  await reviewer.fill("turing");
  await expect(wanted(page)).toContainText("A user name can be written in full all the same.");
  await fillLabs(page, (field) => field.fill("aturing"));
  await sandbox.clearFaults();
  await approve(page);
});

test("a project with names of its own asks for the issue type first", async ({ pageOf }) => {
  const page = await pageOf(GRACE);
  await writeDraft(page, "Patients see their invoices.", { project: "PORTAL" });
  await wanted(page).getByLabel("Issue type").selectOption("Geschichte");
  await wanted(page).getByRole("button", { name: "Save" }).click();
  await wanted(page).getByLabel("Team").selectOption("Portal Core");
  await wanted(page).getByLabel("Release").selectOption("Herbst 2026");
  await wanted(page).getByRole("button", { name: "Save" }).click();
  await expect(wanted(page).getByRole("heading")).toHaveText("PORTAL also gets this");
  await approve(page);
  await createInJira(page);
});

test("an approval that Jira would refuse leads to the form", async ({ pageOf, sandbox }) => {
  const page = await pageOf(OTHER_ADA);
  await sandbox.addFaults({ target: "jira.createmeta", action: { status: 503 } });
  await writeDraft(page, "The laboratory counts its samples.", { project: "LABS" });
  await expect(wanted(page)).toHaveCount(0);
  await sandbox.clearFaults();
  await approveButton(page).click();
  await expect(document(page)).toContainText("This project wants more before it takes an issue");
  await expect(wanted(page)).toBeVisible();
});

test("a sub-task names its issue, and a bug may have an epic", async ({ pageOf, sandbox }) => {
  const page = await pageOf(GRACE);
  const start = async (kind: string, parent: string) => {
    await open(page, "/create");
    await page.getByRole("textbox", { name: "Requirement" }).fill("The kitchen closes at nine.");
    await page.getByRole("combobox", { name: "Project" }).fill("CLINIC");
    await page.getByRole("group", { name: "Kind" }).getByText(kind, { exact: true }).click();
    await page.getByLabel("Parent").fill(parent);
    await page.getByRole("button", { name: /^Generate draft/ }).click();
  };
  await start("Sub-task", "");
  await expect(page.getByText(/^A sub-task belongs to an issue/)).toBeVisible();
  await start("Bug", "");
  await untilReady(page);
  await approve(page);
  const bug = await createInJira(page);
  await start("Sub-task", bug);
  await untilReady(page);
  await expect(page.getByRole("region", { name: "Requirement" })).toContainText(`in ${bug}`);
  await approve(page);
  const part = await createInJira(page);
  const issues = await sandbox.issues();
  expect(issues.find(({ key }) => key === part)).toMatchObject({ fields: { parent: { key: bug } } });
});

test("what Jira demands is filled in without scripts", { tag: "@no-js" }, async ({ page, people }) => {
  await people.signIn(page.context(), ADA);
  await startDraft(page, "The laboratory calls back.", { project: "LABS" });
  await untilReady(page);
  await fillLabs(page);
  await approve(page);
});
