import { createHash } from "node:crypto";

import type { Page } from "@playwright/test";

import { checkA11y } from "../fixtures/accessibility.ts";
import {
  REQUIREMENT,
  approve,
  approveButton,
  createButton,
  createInJira,
  document,
  edit,
  issueLink,
  rules,
  startDraft,
  untilReady,
  writeDraft,
} from "../fixtures/drafts.ts";
import { open, reload } from "../fixtures/live_pages.ts";
import { ADA, GRACE } from "../fixtures/people.ts";
import { takePictures } from "../fixtures/screenshots.ts";
import { expect, test } from "../fixtures/test.ts";

// The first create of a person starts a process of theirs.
test.setTimeout(120_000);

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The frozen payload: its bytes, and the SHA-256 that stands under them. */
async function frozen(page: Page): Promise<{ bytes: string; shown: string }> {
  await page.getByText("The bytes that are sent").click();
  const bytes = (await document(page).locator("details[open] pre").textContent()) ?? "";
  const shown = /SHA-256\s*([0-9a-f]{64})/.exec(await document(page).innerText())?.[1] ?? "";
  return { bytes, shown };
}

test("from a requirement to an issue in Jira, created once and as oneself", async ({
  pageOf,
  people,
  sandbox,
  consoleGuard,
}) => {
  consoleGuard.allow(/favicon\.ico/, "the sandbox's own pages have no icon");
  const page = await pageOf(ADA);
  const ada = await people.register(ADA);
  await sandbox.setModelPace(10);
  await startDraft(page, REQUIREMENT);
  const pane = document(page);

  // The draft builds up as fields, in the order in which they are written.
  await expect(pane.getByRole("heading", { level: 1 })).toContainText("Move an appointment");
  await expect(page.getByRole("button", { name: /^Stop/ })).toBeVisible();
  await expect(pane.getByText(/^As a patient I want to/)).toBeVisible();
  await expect(pane).not.toContainText('"acceptance_criteria"');
  await untilReady(page);
  await expect(pane.getByRole("heading", { name: "Acceptance criteria" })).toBeVisible();
  await expect(pane.getByRole("heading", { name: "STLC notes" })).toBeVisible();

  // By hand, saved without a button.
  const summary = await edit(page, "Summary");
  await summary.fill("Move an appointment online");
  await expect(pane.getByText("Saved").first()).toBeVisible();
  await reload(page);
  await expect(pane.getByRole("heading", { level: 1 })).toHaveText("Move an appointment online");
  await expect(pane).toContainText("edited by you");

  // The rules look at what is being typed.
  const points = await edit(page, "Story points");
  await points.fill("8");
  await expect(rules(page).getByRole("listitem").filter({ hasText: /points/i })).toContainText("broken");
  await expect(approveButton(page)).toBeDisabled();
  await points.fill("3");
  await expect(rules(page).getByRole("listitem").filter({ hasText: /points/i })).toContainText("kept");
  await expect(approveButton(page)).toBeEnabled();

  await approve(page);
  const { bytes, shown } = await frozen(page);
  expect(shown).toBe(sha256(bytes));
  expect(await sandbox.issues(), "nothing is sent before “Create in Jira”").toEqual([]);

  const key = await createInJira(page);
  const link = `${sandbox.addresses.jira}/browse/${key}`;
  await expect(issueLink(page)).toHaveAttribute("href", link);
  await expect(pane).toContainText("mcp-atlassian");

  const [issue, ...more] = await sandbox.issues();
  expect(more).toEqual([]);
  expect(issue).toMatchObject({ key, project: "CLINIC", issue_type: "Story", summary: "Move an appointment online" });
  expect(issue?.who).toBe(ada.login);
  expect(issue?.token_sha256).toBe(sha256(ada.jira_token));
  const payload = JSON.parse(bytes);
  expect(issue?.fields.description, "the approved description arrives as it was").toBe(payload.mcp.description);
  expect(issue?.labels).toContain(payload.label);
  expect(await sandbox.requests("jira.issue.create")).toHaveLength(1);

  await open(page, "/dashboard");
  await expect(page.getByRole("main")).toContainText(key);
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Move an appointment online");
});

test("two people at once get one issue each, with their own token", async ({ pageOf, people, sandbox }) => {
  const wishes = [
    { login: ADA, requirement: "Nurses can print the list of visits for the day.", kind: "Story", format: "BDD" },
    { login: GRACE, requirement: "Administrators can export the audit log as a file.", kind: "Task", format: "Classic" },
  ] as const;
  const pages = await Promise.all(wishes.map(({ login }) => pageOf(login)));
  const keys = await Promise.all(
    pages.map(async (page, at) => {
      const { requirement, kind, format } = wishes[at]!;
      await writeDraft(page, requirement, { kind, format });
      await approve(page);
      const key = await createInJira(page);
      await expect(document(page)).toContainText("mcp-atlassian");
      return key;
    }),
  );

  const issues = await sandbox.issues();
  expect(issues.map(({ key }) => key).sort()).toEqual([...keys].sort());
  for (const [at, { login, kind }] of wishes.entries()) {
    const person = await people.register(login);
    const mine = issues.filter(({ who }) => who === login);
    expect(mine).toHaveLength(1);
    expect(mine[0]).toMatchObject({ key: keys[at], issue_type: kind, token_sha256: sha256(person.jira_token) });
  }
  const summary = (await sandbox.call("GET", "/ledger/summary")) as { labels_on_several_issues: object };
  expect(Object.keys(summary.labels_on_several_issues).filter((label) => label.startsWith("ai-agent"))).toEqual([]);
});

test("a draft in scenarios reads as Given, When, Then", async ({ pageOf }) => {
  const page = await pageOf(ADA);
  await writeDraft(page, REQUIREMENT, { format: "BDD" });
  const pane = document(page);
  await expect(pane.getByRole("heading", { name: "Scenarios" })).toBeVisible();
  for (const word of ["Given", "When", "Then"]) {
    await expect(pane.getByText(word, { exact: true }).first()).toBeVisible();
  }
});

test("what the model leaves out is written by hand before the approval", async ({ pageOf, sandbox }) => {
  const page = await pageOf(ADA);
  // However often it is shown what is missing, the model leaves it out.
  const draft = { summary: "Move an appointment", story: "As a patient I move it.", stlc_notes: "None.", story_points: 2 };
  const body = { data: { answer: JSON.stringify(draft) } };
  await sandbox.addFaults({ target: "llm.chat", action: { status: 200, body } });
  await startDraft(page, REQUIREMENT);
  await expect(approveButton(page)).toBeDisabled();
  const rule = rules(page).getByRole("listitem").filter({ hasText: /acceptance criteria/i });
  await expect(rule).toContainText("broken");
  await (await edit(page, "Acceptance criteria")).fill("The patient sees the new time.\nThe old time is free again.");
  await expect(rule).toContainText("kept");
  await approve(page);
  const { bytes } = await frozen(page);
  expect(JSON.parse(bytes).mcp.description).toContain("The old time is free again.");
  expect(await sandbox.issues()).toEqual([]);
});

test("an approved draft can be edited again, and then names another payload", async ({ pageOf, sandbox }) => {
  const page = await pageOf(ADA);
  await writeDraft(page);
  await approve(page);
  const before = await frozen(page);
  await page.getByRole("button", { name: "Edit again" }).click();
  const summary = await edit(page, "Summary");
  await summary.fill("Another summary");
  // What was typed last counts, saved or not.
  await approveButton(page).click();
  await expect(createButton(page)).toBeVisible();
  const after = await frozen(page);
  expect(after.shown).not.toBe(before.shown);
  expect(after.bytes).toContain("Another summary");
  expect(await sandbox.issues()).toEqual([]);
});

test("two clicks on “Create in Jira” create one issue", async ({ pageOf, sandbox }) => {
  const page = await pageOf(ADA);
  await writeDraft(page, "Visitors can see where to park.");
  await approve(page);
  const twin = await page.context().newPage();
  await open(twin, page.url());
  await Promise.all([createButton(page).click(), createButton(twin).click()]);
  await expect(issueLink(page)).toBeVisible({ timeout: 45_000 });
  await reload(twin);
  await expect(issueLink(twin)).toHaveText(await issueLink(page).innerText());
  expect(await sandbox.issues()).toHaveLength(1);
});

test("an open issue that looks alike is shown before another one is created", async ({ pageOf }) => {
  const page = await pageOf(GRACE);
  const wanted = "Volunteers can swap their kitchen shifts online.";
  await writeDraft(page, wanted);
  await approve(page);
  await expect(document(page).getByText("Open issues that look alike")).toHaveCount(0);
  const key = await createInJira(page);
  await writeDraft(page, wanted);
  await approve(page);
  const alike = document(page).getByRole("region", { name: "Open issues that look alike" });
  await expect(alike.getByRole("link")).toHaveText([key]);
  await checkA11y(page);
  await takePictures(page, "draft-approved-alike");
});
