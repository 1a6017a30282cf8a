import type { Page } from "@playwright/test";

import { open } from "../fixtures/live_pages.ts";
import { ADA, GRACE, OTHER_ADA, PASSWORD } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/status of (4\d\d|503)/, "the form is refused on purpose");
});

async function offerToken(page: Page, token: string): Promise<void> {
  await open(page, "/register");
  await page.getByLabel("Personal access token").fill(token);
  await page.getByRole("button", { name: "Continue" }).click();
}

async function expectRefusal(page: Page, words: RegExp): Promise<void> {
  await expect(page.getByText(words).first()).toBeVisible();
  await expect(page).toHaveURL(/\/register(\?|$)/);
  await expect(page.getByLabel("Personal access token")).toBeVisible();
}

async function reachPasswordStep(page: Page, token: string): Promise<void> {
  await offerToken(page, token);
  await page.getByRole("button", { name: "Yes, this is me" }).click();
  await expect(page.getByLabel("The same again")).toBeVisible();
}

test("a token that Jira does not know is refused", { tag: "@both" }, async ({ page }) => {
  await offerToken(page, "MDAwMDAwMDAwMDAwOm5vYm9keXMgdG9rZW4gYXQgYWxs");
  await expectRefusal(page, /Jira does not accept this token/);
});

test("what cannot be a token is refused without asking Jira", async ({ page, sandbox }) => {
  await offerToken(page, "two words");
  await expectRefusal(page, /does not look like a Jira token/);
  expect(await sandbox.requests("jira.myself")).toEqual([]);
});

test("an account that is not active is refused, and the message says so", { tag: "@both" }, async ({ page, sandbox }) => {
  await offerToken(page, (await sandbox.person("rfranklin")).jira_token);
  await expectRefusal(page, /not active/);
});

test("a deleted account is refused, and the message says so", { tag: "@both" }, async ({ page, sandbox }) => {
  await offerToken(page, (await sandbox.person("enoether")).jira_token);
  await expectRefusal(page, /deleted/);
});

test("an expired token is refused", async ({ page, sandbox }) => {
  await offerToken(page, (await sandbox.person("hlamarr")).jira_token);
  await expectRefusal(page, /expired/);
});

test("a Jira that claims to live elsewhere is not trusted", async ({ page, sandbox }) => {
  await sandbox.call("POST", "/identity", { self_origin: "https://jira.elsewhere.example" });
  await offerToken(page, (await sandbox.person(GRACE)).jira_token);
  await expectRefusal(page, /lives somewhere else than the configured site/);
});

test("a site that is not on the list is never contacted", async ({ stack, sandbox }) => {
  const answer = await fetch(`${stack.address}/api/fn/accounts/prove_identity`, {
    method: "POST",
    headers: { accept: "application/json", origin: stack.address },
    body: new URLSearchParams({ site: `${sandbox.addresses.jira}/`, token: (await sandbox.person(GRACE)).jira_token }),
  });
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain("Choose one of the sites in the list");
  expect(await sandbox.ledger("request")).toEqual([]);
});

test("Jira being away is said in words", async ({ page, sandbox }) => {
  await sandbox.addFaults({ target: "jira.myself", action: { status: 503 } });
  await offerToken(page, (await sandbox.person(GRACE)).jira_token);
  await expectRefusal(page, /Jira could not be asked/);
});

test("a sign-in page in front of Jira is recognised", async ({ page, sandbox }) => {
  await sandbox.addFaults({ target: "jira.myself", action: "html" });
  await offerToken(page, (await sandbox.person(GRACE)).jira_token);
  await expectRefusal(page, /answered with a web page/);
});

test("the checklist follows the typing, and the button next to it shows what is typed", async ({ page, sandbox }) => {
  await reachPasswordStep(page, (await sandbox.person(OTHER_ADA)).jira_token);
  const checklist = page.getByRole("list", { name: "A good password has" }).getByRole("listitem");
  const done = checklist.filter({ hasText: "done:" });
  const password = page.getByLabel("Password", { exact: true });
  await expect(done).toHaveCount(0);
  await password.fill("abcdefgh");
  await expect(done.filter({ hasText: "At least 8 characters" })).toHaveCount(1);
  await expect(done.filter({ hasText: "A digit" })).toHaveCount(0);
  await password.fill("Abcdefg1!");
  for (const line of ["upper-case", "lower-case", "digit", "special"]) {
    await expect(done.filter({ hasText: line })).toHaveCount(1);
  }
  await password.fill("Alovelace2!");
  await expect(done.filter({ hasText: "Not your name" })).toHaveCount(0);

  await expect(password).toHaveAttribute("type", "password");
  await page.getByRole("button", { name: "Show what is typed" }).first().click();
  await expect(password).toHaveAttribute("type", "text");
});

test("weak, common and differing passwords are refused in words", { tag: "@both" }, async ({ page, sandbox }) => {
  await reachPasswordStep(page, (await sandbox.person(OTHER_ADA)).jira_token);
  const refusals: [string, string, RegExp][] = [
    ["short1!", "short1!", /The password needs: .*8 characters/],
    ["Password123!", "Password123!", /on the list of the most common ones/],
    [PASSWORD, `${PASSWORD}x`, /two passwords (are not the same|differ)/i],
  ];
  for (const [password, repeated, words] of refusals) {
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByLabel("The same again").fill(repeated);
    await page.getByRole("button", { name: /Create account|Set password/ }).click();
    await expect(page.getByText(words).first()).toBeVisible();
    await expect(page).toHaveURL(/\/register\/password/);
  }
});

test("registering twice sets a new password and ends the old sessions", async ({ page, pageOf, people, sandbox }) => {
  const before = await pageOf(ADA, { model: false });
  await reachPasswordStep(page, (await people.register(ADA)).jira_token);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("The same again").fill(PASSWORD);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("Password changed")).toBeVisible();
  await open(before, "/dashboard");
  await expect(before).toHaveURL(/\/sign-in/);
  void sandbox;
});
