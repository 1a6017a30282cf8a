// Every page and every state a person can meet: axe in light and dark, no sideways scrolling at 320 and 360 px, a
// quiet console, and pictures to look at.
import type { Page } from "@playwright/test";

import { checkA11y } from "../fixtures/accessibility.ts";
import {
  CREATED_WITHIN,
  approve,
  approveButton,
  continueButton,
  createButton,
  createInJira,
  document,
  edit,
  generateButton,
  issueLink,
  requirementBox,
  startDraft,
  stopButton,
  untilReady,
  withDirectives,
  writeDraft,
} from "../fixtures/drafts.ts";
import { expectNoSidewaysScroll } from "../fixtures/layout.ts";
import { open } from "../fixtures/live_pages.ts";
import { ALAN, GRACE, OTHER_ADA, PASSWORD } from "../fixtures/people.ts";
import { takePictures } from "../fixtures/screenshots.ts";
import { expect, test } from "../fixtures/test.ts";

test.setTimeout(180_000);

const shots = { tag: "@shots" };

/** Holds the page against everything that every page has to keep. */
async function inspect(page: Page, name: string): Promise<void> {
  await checkA11y(page);
  await expectNoSidewaysScroll(page);
  await takePictures(page, name);
}

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/status of (4\d\d|503)/, "states of refusal are part of this");
});

test("signing in and registering", shots, async ({ page, sandbox }) => {
  const alan = await sandbox.person(ALAN);
  await open(page, "/sign-in");
  await inspect(page, "sign-in");
  await page.getByLabel("Employee ID, e-mail or name").fill(alan.login);
  await page.getByLabel("Password", { exact: true }).fill("Wrong-Harbour-42");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("These sign-in details are not right.")).toBeVisible();
  await inspect(page, "sign-in-refused");

  await open(page, "/register");
  await page.getByText("How to get a token").click();
  await inspect(page, "register-token");
  await page.getByLabel("Personal access token").fill("bm90LWEtdG9rZW4tb2YtYW55Ym9keS1oZXJlLWF0LWFsbA");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText(/Jira does not accept this token/)).toBeVisible();
  await inspect(page, "register-token-refused");
  await page.getByLabel("Personal access token").fill(alan.jira_token);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("User authenticated successfully")).toBeVisible();
  await inspect(page, "register-confirm");
  await page.getByRole("button", { name: "Yes, this is me" }).click();
  await page.getByLabel("Password", { exact: true }).fill("Half-way");
  await page.getByLabel("The same again").fill("Something else");
  await inspect(page, "register-password");
  await page.context().clearCookies();
  await open(page, "/register/confirm");
  await inspect(page, "register-over");
  await open(page, "/nowhere");
  await inspect(page, "not-found");
});

test("before anything is set up", shots, async ({ page, people }) => {
  await people.signIn(page.context(), ALAN, { model: false });
  await open(page, "/dashboard");
  await inspect(page, "dashboard-first-use");
  await page.getByLabel(/^Account of/).click();
  await inspect(page, "account-menu");
  await open(page, "/connections");
  await page.getByText("Replace the token").click();
  await inspect(page, "connections-first-use");
  await open(page, "/create");
  await inspect(page, "create-without-model");
  await open(page, "/history");
  await inspect(page, "history-empty");
});

test("connections that were refused and accepted", shots, async ({ page, people }) => {
  const alan = await people.signIn(page.context(), ALAN, { model: false });
  await open(page, "/connections");
  await page.getByLabel("Cookie, token or key").fill(alan.llm_cookie);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Test LLM" }).click();
  await expect(page.getByText(/This secret belongs to/)).toBeVisible();
  await inspect(page, "connections-other-person");
  await people.signIn(page.context(), GRACE);
  await open(page, "/connections");
  await inspect(page, "connections-tested");
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
  await inspect(page, "draft-not-written");

  await writeDraft(page);
  await approve(page);
  await sandbox.addFaults({
    target: "jira.issue.create",
    times: 1,
    action: { status: 400, body: { errorMessages: [], errors: { summary: "The summary must name the department." } } },
  });
  await createButton(page).click();
  await expect(page.getByText("The summary must name the department.").first()).toBeVisible({ timeout: CREATED_WITHIN });
  await inspect(page, "draft-refused-by-jira");
});

test("the lists with something in them, and the end of a session", shots, async ({ page, people }) => {
  await people.signIn(page.context(), OTHER_ADA);
  await writeDraft(page, "Nurses can see which rooms are free.");
  await approve(page);
  await createInJira(page);
  await writeDraft(page, "Doctors can leave a note for the night shift about a patient whom they have seen in the afternoon.");
  await open(page, "/dashboard");
  await inspect(page, "dashboard");
  await open(page, "/history");
  await inspect(page, "history");
  await open(page, "/history?query=nothing-has-these-words");
  await inspect(page, "history-nothing-matches");
  await open(page, "/create/00000000-0000-4000-8000-000000000000");
  await inspect(page, "draft-not-found");

  await open(page, "/create");
  await requirementBox(page).fill("Typed before the session ended.");
  await page.context().clearCookies();
  await generateButton(page).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Password", { exact: true })).toBeVisible();
  await inspect(page, "session-ended");
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toBeHidden();
  await generateButton(page).click();
  await untilReady(page);
});
