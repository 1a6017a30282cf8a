// Every page and every state a person can meet, but for drafts: see fixtures/inspection.ts for what they have to keep.
import {
  approve,
  createButton,
  createInJira,
  document,
  generateButton,
  requirementBox,
  startDraft,
  untilReady,
  withDirectives,
  writeDraft,
} from "../fixtures/drafts.ts";
import { inspect, shots } from "../fixtures/inspection.ts";
import { open } from "../fixtures/live_pages.ts";
import { ALAN, GRACE, MAX, OTHER_ADA, PASSWORD } from "../fixtures/people.ts";
import { takePictures } from "../fixtures/screenshots.ts";
import { expect, test } from "../fixtures/test.ts";
import { authority } from "../fixtures/tls_front.ts";
import { listFromSandbox } from "../fixtures/tool_server.ts";

test.setTimeout(180_000);

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
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: /Find drafts/ })).toBeFocused();
  await inspect(page, "palette");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await inspect(page, "keys");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Collapse navigation" }).click();
  await page.mouse.move(700, 500);
  await expect(page.getByRole("button", { name: "Keep navigation open" })).toBeVisible();
  await inspect(page, "sidebar-icons");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "History" }).hover();
  await takePictures(page, "sidebar-icons-open");
  await page.getByRole("button", { name: "Keep navigation open" }).click();
  await open(page, "/connections");
  await page.getByText("Replace the token").click();
  await inspect(page, "connections-first-use");
  await open(page, "/create");
  await inspect(page, "create-without-model");
  await open(page, "/history");
  await inspect(page, "history-empty");
  await open(page, "/profile/tokens");
  await inspect(page, "api-tokens-empty");
});

test("connections that were refused and accepted", shots, async ({ page, people }) => {
  const alan = await people.signIn(page.context(), ALAN, { model: false });
  await open(page, "/connections");
  await page.getByLabel("Cookie, token or key").fill(alan.llm_cookie);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Test LLM" }).click();
  await expect(page.getByText(/This secret belongs to/)).toBeVisible();
  await inspect(page, "connections-other-person");
  const grace = await people.signIn(page.context(), GRACE);
  await open(page, "/connections");
  await inspect(page, "connections-tested");

  const confluence = page.getByRole("region", { name: "Confluence" });
  await confluence.getByLabel("Confluence access token").fill(alan.confluence_token);
  await confluence.getByRole("button", { name: "Save Confluence" }).click();
  await confluence.getByRole("button", { name: "Test Confluence" }).click();
  await expect(confluence.getByText(/This token belongs to/)).toBeVisible();
  await confluence.getByText("Trust a CA certificate").click();
  await confluence.getByLabel("Certificate (PEM)").fill(await authority("ca"));
  await confluence.getByRole("button", { name: "Trust", exact: true }).click();
  await confluence.getByText("1 CA certificate trusted").click();
  await inspect(page, "connections-authority");
  const jira = page.getByRole("region", { name: "Jira" });
  await jira.getByText("Show the saved token").click();
  await jira.getByLabel("Your password here").fill(PASSWORD);
  await jira.getByRole("button", { name: "Show for 30 seconds" }).click();
  await expect(jira.getByText(grace.jira_token, { exact: true })).toBeVisible();
  await inspect(page, "connections-revealed");
});

test("a key that was accepted and one that was not", shots, async ({ page, people }) => {
  const grace = await people.signIn(page.context(), GRACE, { model: false });
  for (const [key, words, name] of [
    [grace.openai_key, /the model answered/, "connections-key-tested"],
    ["sk-of-nobody-000000000000", /did not accept/, "connections-key-refused"],
  ] as const) {
    await open(page, "/connections");
    await page.getByLabel("Provider").selectOption("openai");
    await page.getByLabel("API key").fill(key);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByRole("region", { name: "LLM" }).getByText("Saved, not tested")).toBeVisible();
    await page.getByRole("button", { name: "Test LLM" }).click();
    await expect(page.getByText(words).first()).toBeVisible();
    await inspect(page, name);
  }
});

test("one's own account and activity", shots, async ({ page, people, newContext }) => {
  await people.signIn(page.context(), GRACE);
  await people.signIn(await newContext(), GRACE);
  await open(page, "/profile");
  await inspect(page, "profile");
  await page.getByLabel("Current password").fill("Not-the-password-1");
  await page.getByLabel("New password").fill("Half-way");
  await page.getByLabel("The same again").fill("Something else");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("This is not your current password.").first()).toBeVisible();
  await inspect(page, "profile-refused");
  await startDraft(page, withDirectives("slow=200"));
  await open(page, "/activity");
  await expect(page.getByRole("list", { name: "Work" }).getByText("Running").first()).toBeVisible();
  await inspect(page, "activity");
  await page.getByRole("button", { name: /^Stop/ }).first().click();
  await open(page, "/activity?until=2001-01-01");
  await inspect(page, "activity-nothing-matches");
});

test("administration", shots, async ({ page, people }) => {
  await people.promote(MAX);
  await people.signIn(page.context(), MAX);
  await people.register(GRACE);
  await startDraft(page, withDirectives("slow=200"));
  await open(page, "/admin/jobs");
  await inspect(page, "admin-jobs");
  await open(page, "/admin/people");
  await inspect(page, "admin-people");
  await open(page, "/admin/people?query=nobody-has-this-name");
  await inspect(page, "admin-people-nobody");
  await open(page, "/admin/configuration");
  await inspect(page, "admin-configuration");
  await open(page, "/admin/audit");
  await inspect(page, "admin-audit");
  await page.goto("/admin/jobs");
  await page.getByRole("button", { name: /^Stop/ }).first().click();
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
  await open(page, "/profile/tokens");
  await page.getByLabel("What is it for?").fill("Nightly import");
  await page.getByRole("button", { name: "Make the token" }).click();
  await expect(page.getByRole("group", { name: "The new token" })).toBeVisible();
  await inspect(page, "api-tokens-made");
  await open(page, "/history?query=nothing-has-these-words");
  await inspect(page, "history-nothing-matches");
  await open(page, "/history?query=free");
  await page.getByRole("button", { name: /^Delete/ }).first().click();
  await page.getByRole("button", { name: "Undo" }).hover();
  await inspect(page, "history-deleted");
  await page.getByRole("button", { name: "Undo" }).click();
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

test("rules, empty, in their form, deleted, and passed by an administrator", shots, async ({ page, people, consoleGuard }) => {
  consoleGuard.allow(/status of 422/, "what is wrong is refused on purpose");
  await people.register(OTHER_ADA);
  await people.promote(OTHER_ADA);
  await people.signIn(page.context(), OTHER_ADA);
  await open(page, "/rules");
  await inspect(page, "rules-empty");
  await open(page, "/rules/new");
  await page.getByRole("combobox", { name: "Project" }).fill("CLINIC");
  await page.getByRole("combobox", { name: "Kind" }).selectOption("Bug");
  await page.getByRole("textbox", { name: "Most story points" }).fill("0");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Write a number from 0.5 to 1000, or nothing.", { exact: true })).toBeVisible();
  await inspect(page, "rules-form-refused");
  await page.getByRole("textbox", { name: "Most story points" }).fill("0.5");
  await page.getByRole("group", { name: "Estimate" }).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/rules$/);
  await inspect(page, "rules");

  await startDraft(page, "The first page shows the next appointment twice.", { kind: "Bug" });
  // The parts that are proposed for so small a limit are not wanted.
  await page.getByText("Throw the parts away").click({ timeout: 20_000 });
  await page.getByRole("button", { name: "Throw them away" }).click();
  await expect(document(page).getByRole("region", { name: "Split", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Let it pass" })).toBeVisible();
  await page.getByRole("textbox", { name: "Reason" }).fill("Agreed with the team: the estimate covers the rollout.");
  await inspect(page, "draft-broken-rules-of-an-administrator");
  await page.getByRole("button", { name: "Let it pass" }).click();
  await expect(createButton(page)).toBeVisible();
  await inspect(page, "draft-let-pass");
  await open(page, "/rules");
  await page.getByRole("button", { name: "Delete the rules for “CLINIC, Bug”" }).click();
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  await inspect(page, "rules-undo");
});

test("projects, prompts and tools, empty and with something in them", shots, async ({ page, people, stack, sandbox }) => {
  const restore = await listFromSandbox(stack);
  try {
    await people.signIn(page.context(), ALAN, { model: false });
    await open(page, "/projects");
    await page.getByRole("button", { name: /Make CLINIC a favourite/ }).click();
    await expect(page.getByRole("button", { name: /CLINIC is a favourite/ })).toBeVisible();
    await inspect(page, "projects");
    await open(page, "/projects?query=nothing-has-this");
    await inspect(page, "projects-nothing-matches");
    await open(page, "/prompts");
    await page.getByText("Import from a file").click();
    await inspect(page, "prompts-empty");
    await open(page, "/prompts/new");
    await page.getByRole("textbox", { name: "Name" }).fill("Wards");
    await page.getByRole("textbox", { name: "Text" }).fill("Name the ward in {project}, for {reader}.");
    await inspect(page, "prompt-unknown-placeholder");
    await page.getByRole("textbox", { name: "Text" }).fill("Name the ward in {project}.");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page).toHaveURL(/\/prompts$/);
    await page.getByRole("button", { name: "Duplicate “Wards”" }).click();
    await expect(page).toHaveURL(/\/prompts\/[0-9a-f-]{36}$/);
    await open(page, "/prompts");
    await page.getByRole("button", { name: "Delete “Wards (2)”" }).click();
    await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
    await page.getByText("Technical debt", { exact: true }).click();
    await inspect(page, "prompts-undo");

    await open(page, "/tools");
    await page.getByRole("button", { name: "Refresh" }).click();
    await expect(page.getByText("jira_search", { exact: true }).first()).toBeVisible();
    await inspect(page, "tools");
    await sandbox.call("POST", "/mcp", { tools: "none" });
    await page.getByRole("button", { name: "Refresh" }).click();
    await expect(page.getByText("Out of date")).toBeVisible();
    await inspect(page, "tools-stale");
    await open(page, "/tools?query=nothing-has-this");
    await inspect(page, "tools-nothing-matches");
  } finally {
    await restore();
  }
});
