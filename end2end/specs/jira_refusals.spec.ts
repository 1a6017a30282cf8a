import {
  CREATED_WITHIN,
  approve,
  approveButton,
  createButton,
  createInJira,
  document,
  requirementBox,
  writeDraft,
} from "../fixtures/drafts.ts";
import { inspect } from "../fixtures/inspection.ts";
import { open, reload } from "../fixtures/live_pages.ts";
import { ADA, GRACE } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.setTimeout(120_000);

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/status of (4\d\d|503)/, "Jira refuses on purpose");
});

test("what Jira refuses is said in its words, and the draft can be corrected", async ({ pageOf, sandbox }) => {
  const page = await pageOf(ADA);
  await writeDraft(page, "Customers can pay by card.");
  await approve(page);
  const said = "The summary must name the department.";
  await sandbox.addFaults({
    target: "jira.issue.create",
    times: 1,
    action: { status: 400, body: { errorMessages: [], errors: { summary: said } } },
  });
  await createButton(page).click();
  await expect(document(page).getByText(said).first()).toBeVisible({ timeout: CREATED_WITHIN });
  await reload(page);
  await expect(document(page).getByText(said).first()).toBeVisible();
  await expect(document(page)).toContainText(/pay by card/i);
  expect(await sandbox.issues()).toEqual([]);

  await approve(page);
  const key = await createInJira(page);
  expect((await sandbox.issues()).map((issue) => issue.key)).toEqual([key]);
});

test("the model says in other words what Jira refused", { tag: "@both" }, async ({ pageOf, sandbox }, info) => {
  const page = await pageOf(GRACE);
  await writeDraft(page, "Customers can pay by direct debit.");
  await approve(page);
  const said = "The summary must name the department.";
  await sandbox.addFaults({
    target: "jira.issue.create",
    times: 1,
    action: { status: 400, body: { errorMessages: [], errors: { summary: said } } },
  });
  await createButton(page).click();
  await expect(document(page).getByText(said).first()).toBeVisible({ timeout: CREATED_WITHIN });
  await document(page).getByRole("button", { name: "Explain" }).click();
  const words = document(page).getByRole("region", { name: "In other words" });
  await expect(words).toContainText("In other words: ", { timeout: 20_000 });
  await expect(words.getByRole("listitem")).toHaveCount(2);
  await expect(words).toContainText("Written by the model, which may be wrong.");
  if (info.project.use.javaScriptEnabled !== false) await inspect(page, "draft-explained");
  await expect(approveButton(page)).toBeVisible();
});

test("an expired token stops the approval in words", async ({ pageOf, sandbox }) => {
  const page = await pageOf(ADA);
  await writeDraft(page);
  await sandbox.expire(ADA);
  await approveButton(page).click();
  await expect(page.getByText(/Jira does not accept your token/).first()).toBeVisible();
  await expect(document(page).getByRole("paragraph").filter({ hasText: "As a patient I want to" })).toBeVisible();
  await open(page, "/create");
  await expect(page.getByText("Jira did not accept your token in the last test.")).toBeVisible();
  await expect(requirementBox(page)).toBeVisible();
});

test("a token that expires after the approval creates nothing and loses nothing", async ({ pageOf, sandbox }) => {
  const page = await pageOf(ADA);
  await writeDraft(page, "Members can cancel their membership.");
  await approve(page);
  await sandbox.expire(ADA);
  await createButton(page).click();
  const said = document(page).getByText(/does not accept your token|expired/).first();
  await expect(said).toBeVisible({ timeout: CREATED_WITHIN });
  await reload(page);
  await expect(document(page)).toContainText(/cancel their membership/i);
  expect(await sandbox.issues()).toEqual([]);
});

test("a project without such a kind of issue says which ones it has", async ({ pageOf }) => {
  const page = await pageOf(ADA);
  await writeDraft(page, "Customers can see their invoices.", { project: "PORTAL" });
  await approveButton(page).click();
  await expect(page.getByText(/no issue type called “Story”.*Geschichte/).first()).toBeVisible();
  await expect(document(page)).toContainText(/see their invoices/i);
});

test("a project in which one may not create is said in words", async ({ pageOf }) => {
  const page = await pageOf(ADA);
  await writeDraft(page, "Customers can see their invoices.", { project: "READONLY", kind: "Task" });
  await approveButton(page).click();
  await expect(page.getByText(/may not create issues in the project READONLY/).first()).toBeVisible();
});
