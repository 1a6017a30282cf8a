// A draft in every state: see fixtures/inspection.ts for what they have to keep.
import { checkA11y } from "../fixtures/accessibility.ts";
import {
  CREATED_WITHIN,
  approve,
  approveButton,
  continueButton,
  createButton,
  document,
  edit,
  issueLink,
  requirementBox,
  revise,
  startDraft,
  stopButton,
  untilReady,
  versions,
  withDirectives,
  writeDraft,
} from "../fixtures/drafts.ts";
import { inspect, shots } from "../fixtures/inspection.ts";
import { open } from "../fixtures/live_pages.ts";
import { GRACE } from "../fixtures/people.ts";
import { takePictures } from "../fixtures/screenshots.ts";
import { expect, test } from "../fixtures/test.ts";

test.setTimeout(180_000);

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/status of (4\d\d|503)/, "states of refusal are part of this");
});

test("a draft from its form to Jira", shots, async ({ page, people, sandbox }) => {
  await people.signIn(page.context(), GRACE);
  await open(page, "/create");
  await requirementBox(page).fill("x".repeat(20_001));
  await inspect(page, "create-too-long");
  await startDraft(page, withDirectives("slow=100"));
  await expect(document(page).getByText(/^As a patient I want/)).toBeVisible({ timeout: 30_000 });
  await takePictures(page, "draft-writing");
  await checkA11y(page);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Dashboard" }).click();
  await expect(page.getByRole("progressbar")).toBeVisible();
  await inspect(page, "dashboard-running");
  await page.goBack();
  await stopButton(page).click();
  await expect(continueButton(page)).toBeVisible();
  await inspect(page, "draft-stopped");

  await writeDraft(page);
  await inspect(page, "draft-ready");
  await (await edit(page, "Story points")).fill("8");
  await edit(page, "Acceptance criteria");
  await expect(approveButton(page)).toBeDisabled();
  await inspect(page, "draft-editing-rule-broken");
  await document(page).getByRole("textbox", { name: "Story points" }).fill("3");
  await approve(page);
  await page.getByText("The bytes that are sent").click();
  await inspect(page, "draft-approved");
  await sandbox.addFaults({ target: "jira.issue.create", times: 1, action: { latency_ms: 5_000 } });
  await createButton(page).click();
  await expect(createButton(page)).toBeHidden({ timeout: CREATED_WITHIN });
  await takePictures(page, "draft-creating");
  await expect(issueLink(page)).toBeVisible({ timeout: CREATED_WITHIN });
  await inspect(page, "draft-created");
});

test("a draft that is revised, its proposals and its versions", shots, async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await startDraft(page, withDirectives("long-summary", "Guests reserve a table, and cancel until an hour before."));
  await expect(page.getByRole("button", { name: "Fix with AI" })).toBeVisible({ timeout: 20_000 });
  await inspect(page, "draft-to-be-fixed");
  await page.getByRole("button", { name: "Fix with AI" }).click();
  await untilReady(page);
  await (await edit(page, "Summary")).fill("Reserve a table, and cancel it by hand");
  await revise(page, "Say what happens when the kitchen is closed");
  await expect(document(page).getByRole("group", { name: "Proposal for the summary" })).toBeVisible({ timeout: 20_000 });
  const list = await versions(page);
  await inspect(page, "draft-with-proposal");
  await list.getByRole("link", { name: /^Version 2/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Version 2");
  await inspect(page, "version");
  await page.goBack();
  await revise(page, withDirectives("prose", "Make it rhyme"));
  await expect(document(page).getByLabel("Instructions")).toHaveValue(/^Make it rhyme/, { timeout: 20_000 });
  await inspect(page, "draft-not-revised");
});

test("a draft in parts", shots, async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await startDraft(page, withDirectives("points=8"));
  const split = document(page).getByRole("region", { name: /^Split into/ });
  await expect(split).toBeVisible({ timeout: 20_000 });
  await split.getByRole("checkbox", { name: "Part 2 covers criterion 2" }).uncheck();
  await split.getByRole("checkbox", { name: "Part 1 covers criterion 1" }).uncheck();
  await split.getByRole("textbox", { name: "Points" }).nth(1).fill("5");
  await split.getByText("Story and notes").first().click();
  await inspect(page, "draft-split-broken");
  await split.scrollIntoViewIfNeeded();
  await takePictures(page, "draft-split-editor");
  await split.getByRole("checkbox", { name: "Part 2 covers criterion 2" }).check();
  await split.getByRole("checkbox", { name: "Part 1 covers criterion 1" }).check();
  await split.getByRole("textbox", { name: "Points" }).nth(1).fill("3");
  await split.getByText("Story and notes").first().click();
  await split.evaluate((section) => section.scrollIntoView());
  await takePictures(page, "draft-split");
  await split.getByRole("button", { name: "Make 3 drafts" }).click();
  const made = document(page).getByRole("region", { name: "3 parts" });
  await expect(made).toBeVisible();
  await inspect(page, "draft-parts");
  await made.getByRole("link").nth(1).click();
  await expect(document(page).getByText(/^Part 2 of 3 of/)).toBeVisible();
  await inspect(page, "draft-part");
});

test("what a draft points to, and what Jira demands of it", shots, async ({ page, people }) => {
  await people.signIn(page.context(), GRACE, { confluence: true });
  await open(page, "/create");
  await inspect(page, "create");
  await page.getByText("Issues and pages that the model shall know").click();
  await page.getByRole("searchbox", { name: "Words of a Confluence page" }).fill("appointments");
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await expect(page.getByRole("list", { name: "Pages found" })).toBeVisible();
  await page.getByRole("button", { name: /^Add/ }).first().click();
  await inspect(page, "create-context");
  await writeDraft(page, "The laboratory sends results within an hour.", { project: "LABS" });
  await page.getByRole("link", { name: "Jira asks for 8 more things" }).click();
  await document(page).getByLabel("Budget").fill("a lot");
  await document(page).getByRole("region", { name: /^LABS/ }).getByRole("button", { name: "Save" }).click();
  await expect(document(page)).toContainText("Budget is a number");
  await inspect(page, "draft-wanted");
  const reviewer = document(page).getByLabel("Reviewer");
  await reviewer.pressSequentially("lovel");
  await expect(document(page).getByRole("listbox", { name: "Suggestions" })).toBeVisible();
  await reviewer.press("ArrowDown");
  await inspect(page, "draft-wanted-person");
});

test("a draft in scenarios, a question, a refusal of Jira and of the model", shots, async ({ page, people, sandbox }) => {
  await people.signIn(page.context(), GRACE);
  await writeDraft(page, undefined, { format: "BDD" });
  await inspect(page, "draft-ready-bdd");
  await startDraft(page, withDirectives("clarify"));
  await expect(document(page).getByRole("button", { name: "Answer" })).toBeVisible();
  await inspect(page, "draft-question");
  await stopButton(page).click();
  await startDraft(page, withDirectives("prose"));
  await expect(continueButton(page)).toBeVisible();
  await page.getByText(/^What went wrong/).click();
  await inspect(page, "draft-not-written");

  await writeDraft(page);
  await approve(page);
  await sandbox.addFaults({
    target: "jira.issue.create",
    times: 1,
    action: { status: 400, body: { errorMessages: [], errors: { summary: "The summary must name the department." } } },
  });
  await createButton(page).click();
  await expect(document(page).getByText("The summary must name the department.").first()).toBeVisible({ timeout: CREATED_WITHIN });
  await inspect(page, "draft-refused-by-jira");
});
