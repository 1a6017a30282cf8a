import {
  REQUIREMENT,
  approve,
  continueButton,
  createInJira,
  document,
  edit,
  startDraft,
  stopButton,
  untilReady,
  withDirectives,
  writeDraft,
} from "../fixtures/drafts.ts";
import { open } from "../fixtures/live_pages.ts";
import { ADA, PASSWORD } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.setTimeout(120_000);

test("everything from registering to a created issue works without scripts", { tag: "@no-js" }, async ({ page, sandbox }) => {
  const ada = await sandbox.person(ADA);
  await open(page, "/register");
  await page.getByLabel("Personal access token").fill(ada.jira_token);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Yes, this is me" }).click();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("The same again").fill(PASSWORD);
  await page.getByRole("button", { name: /Create account|Set password/ }).click();
  await expect(page.getByText(/User creation successful|Password changed/)).toBeVisible();
  await page.getByLabel("Employee ID, e-mail or name").fill(ada.login);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/dashboard/);

  await open(page, "/connections");
  await page.getByLabel("Cookie, token or key").fill(ada.llm_cookie);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Test LLM" }).click();
  await expect(page.getByText("Successfully tested connection - Employee ID validated")).toBeVisible();

  await sandbox.setModelPace(10);
  await startDraft(page, REQUIREMENT);
  await untilReady(page);
  const summary = await edit(page, "Summary");
  await summary.fill("Move an appointment without scripts");
  await document(page).getByRole("button", { name: "Save" }).filter({ visible: true }).click();
  await expect(document(page).getByRole("heading", { level: 1 })).toHaveText("Move an appointment without scripts");
  await approve(page);
  const key = await createInJira(page);
  const [issue, ...more] = await sandbox.issues();
  expect(more).toEqual([]);
  expect(issue).toMatchObject({ key, who: ada.login, summary: "Move an appointment without scripts" });
});

test("a running draft can be stopped and continued without scripts", { tag: "@no-js" }, async ({ page, people }) => {
  await people.signIn(page.context(), ADA);
  await startDraft(page, withDirectives("slow=40"));
  // The page asks again by itself.
  await expect(document(page).getByRole("heading", { level: 1 })).toContainText("Move an appointment", { timeout: 15_000 });
  await stopButton(page).click();
  await continueButton(page).click();
  await untilReady(page);
});

test("a question is answered without scripts", { tag: "@no-js" }, async ({ page, people }) => {
  await people.signIn(page.context(), ADA);
  await startDraft(page, withDirectives("clarify"));
  const boxes = document(page).getByRole("textbox");
  await expect(boxes.first()).toBeVisible({ timeout: 15_000 });
  for (const box of await boxes.all()) await box.fill("Every patient, once a day");
  await document(page).getByRole("button", { name: "Answer" }).click();
  await untilReady(page);
});

test("the theme is chosen without scripts", { tag: "@no-js" }, async ({ page, people }) => {
  await people.signIn(page.context(), ADA, { model: false });
  await open(page, "/dashboard");
  await page.getByLabel(/^Account of/).click();
  await page.getByRole("group", { name: "Theme" }).getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "ink");
  const dark = () => page.evaluate(() => getComputedStyle(window.document.body).backgroundColor);
  const chosen = await dark();
  await open(page, "/sign-in");
  expect(await dark(), "the sign-in page, too").toBe(chosen);
});

test("the history is searched and a draft deleted without scripts", { tag: "@no-js" }, async ({ page, people }) => {
  await people.signIn(page.context(), ADA);
  await writeDraft(page, "Guests can borrow an umbrella.");
  await open(page, "/history");
  await page.getByLabel("Words").fill("umbrella");
  await page.getByRole("button", { name: "Search" }).click();
  const drafts = page.getByRole("region", { name: "Drafts" }).getByRole("listitem");
  await expect(drafts).toHaveCount(1);
  await drafts.getByRole("button", { name: /^Delete/ }).click();
  await open(page, "/history?query=umbrella");
  await expect(page.getByText("Nothing matches")).toBeVisible();
});
