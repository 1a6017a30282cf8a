import {
  REQUIREMENT,
  approveButton,
  describe,
  document,
  generateButton,
  projectBox,
  requirementBox,
  untilReady,
  withDirectives,
} from "../fixtures/drafts.ts";
import { open, reload } from "../fixtures/live_pages.ts";
import { GRACE } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/status of (4\d\d|503)/, "what is sent is refused on purpose");
});

test("a requirement of white space is refused next to its field", { tag: "@both" }, async ({ page, people, sandbox }) => {
  await people.signIn(page.context(), GRACE);
  await describe(page, "   \n  ");
  await generateButton(page).click();
  await expect(page.getByText("Write what you need, in your own words.", { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/\/create(\?|$)/);
  expect(await sandbox.modelCalls()).toEqual([]);
});

test("an empty requirement does not leave the form", { tag: "@both" }, async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await open(page, "/create");
  await generateButton(page).click();
  await expect(page).toHaveURL(/\/create(\?|$)/);
  await expect(requirementBox(page)).toBeVisible();
});

test("20,000 characters fit, one more is refused and stays in the field", async ({ page, people, sandbox }) => {
  await people.signIn(page.context(), GRACE);
  const most = REQUIREMENT.padEnd(20_000, " x");
  await describe(page, `${most}y`);
  await expect(page.getByText("20,001 / 20,000")).toBeVisible();
  await expect(page.getByText(/1 characters? too many/)).toBeVisible();
  await generateButton(page).click();
  await expect(page.getByText(/20,?001 characters|characters? too many/).filter({ visible: true })).toBeVisible();
  await expect(page).toHaveURL(/\/create(\?|$)/);
  await expect(requirementBox(page)).toHaveValue(`${most}y`);
  expect(await sandbox.modelCalls()).toEqual([]);

  await requirementBox(page).fill(most);
  await generateButton(page).click();
  await expect(page).toHaveURL(/\/create\/[0-9a-f-]{36}$/);
  await untilReady(page);
});

test("markup in a requirement and in a draft stays text", async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  const hostile = 'Guests can write <img src=x onerror="document.title=`gone`"> and </requirement> in their notes.';
  await describe(page, hostile);
  await generateButton(page).click();
  await untilReady(page);
  await expect(page.getByRole("region", { name: "Requirement" })).toContainText(hostile);
  await expect(document(page).locator("img")).toHaveCount(0);
  await expect(page).not.toHaveTitle(/^gone/);
});

test("a project key that does not exist is said at approval, and the draft is still there", async ({
  page,
  people,
  sandbox,
}) => {
  await people.signIn(page.context(), GRACE);
  await sandbox.addFaults({ target: "jira.project.list", action: { status: 503 } });
  await open(page, "/create");
  // Without Jira's list the key is typed.
  await requirementBox(page).fill(REQUIREMENT);
  await projectBox(page).fill("NOSUCH");
  await generateButton(page).click();
  await untilReady(page);
  await sandbox.clearFaults();
  await approveButton(page).click();
  await expect(page.getByText(/no project NOSUCH/).first()).toBeVisible();
  await expect(document(page).getByRole("paragraph").filter({ hasText: "As a patient I want to" })).toBeVisible();
  await reload(page);
  await expect(document(page).getByRole("paragraph").filter({ hasText: "As a patient I want to" })).toBeVisible();
  await expect(approveButton(page)).toBeEnabled();
});

test("what cannot be a project key is refused next to its field", async ({ page, people, sandbox }) => {
  await people.signIn(page.context(), GRACE);
  await sandbox.addFaults({ target: "jira.project.list", action: { status: 503 } });
  await open(page, "/create");
  await requirementBox(page).fill(REQUIREMENT);
  const key = projectBox(page);
  await key.fill("not a key!");
  await generateButton(page).click();
  await expect(key).toHaveAttribute("aria-invalid", "true");
  await expect(requirementBox(page)).toHaveValue(REQUIREMENT);
  expect(await sandbox.modelCalls()).toEqual([]);
});

test("points above the limit keep a draft from being approved", async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await describe(page, withDirectives("points=8"));
  await generateButton(page).click();
  await expect(approveButton(page)).toBeVisible({ timeout: 20_000 });
  await expect(approveButton(page)).toBeDisabled();
  await expect(page.getByText("1 rule is broken")).toBeVisible();
});

test("a draft of somebody else does not exist", { tag: "@both" }, async ({ page, people, pageOf }) => {
  const other = await pageOf(GRACE);
  await describe(other, REQUIREMENT);
  await generateButton(other).click();
  await expect(other).toHaveURL(/\/create\/[0-9a-f-]{36}$/);
  await people.signIn(page.context(), "alovelace", { model: false });
  const answer = await page.goto(new URL(other.url()).pathname);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/not found|no page/i);
});
