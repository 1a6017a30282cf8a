import type { Page } from "@playwright/test";

import { open } from "../fixtures/live_pages.ts";
import { GRACE, MAX, OTHER_ADA } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

// Other tests may have saved another one.
let usual = "";

test.beforeEach(({ consoleGuard, sandbox }) => {
  usual = sandbox.addresses.confluence;
  consoleGuard.allow(/status of 422/, "what is saved or tested is refused on purpose");
});

function card(page: Page) {
  return page.getByRole("region", { name: "Confluence" });
}

async function save(page: Page, token: string, url = usual): Promise<void> {
  await open(page, "/connections");
  await card(page).getByLabel("Address").fill(url);
  await card(page).getByLabel("Confluence access token").fill(token);
  await card(page).getByRole("button", { name: "Save Confluence" }).click();
}

async function testIt(page: Page): Promise<void> {
  await expect(card(page).getByText("Saved, not tested")).toBeVisible();
  await card(page).getByRole("button", { name: "Test Confluence" }).click();
}

test("one's own token is saved, tested, and named by its person", { tag: "@both" }, async ({ page, people, sandbox }) => {
  const ada = await people.signIn(page.context(), OTHER_ADA, { model: false });
  await open(page, "/connections");
  await expect(card(page).getByLabel("Address")).toHaveValue(sandbox.addresses.confluence);
  await expect(card(page).getByRole("button", { name: "Test Confluence" })).toBeDisabled();
  await save(page, ada.confluence_token);
  await testIt(page);
  await expect(card(page).getByText("Test successful - Employee ID matches Jira configuration")).toBeVisible();
  await expect(card(page).getByText("Tested")).toBeVisible();
  expect(await page.content()).not.toContain(ada.confluence_token);
});

test("somebody else's token is refused with both values", { tag: "@both" }, async ({ page, people, sandbox }) => {
  const max = await people.signIn(page.context(), MAX, { model: false });
  await save(page, (await sandbox.person(GRACE)).confluence_token);
  await testIt(page);
  const message = card(page).getByText(/This token belongs to/);
  await expect(message).toContainText(GRACE);
  await expect(message).toContainText(max.login);
  await expect(card(page).getByText("Test failed")).toBeVisible();
});

test("an expired token makes an anonymous visitor, which is a failure", async ({ page, people, sandbox }) => {
  const max = await people.signIn(page.context(), MAX, { model: false });
  await sandbox.expire(MAX);
  await save(page, max.confluence_token);
  await testIt(page);
  await expect(card(page).getByText(/takes you for an anonymous visitor/)).toBeVisible();
});

const TROUBLES: [string, unknown, RegExp][] = [
  ["a sign-in page in front of Confluence", "html", /answered with a web page instead of data/],
  ["a broken connection", "drop_before", /Confluence could not be asked/],
  ["a server that is away", { status: 503 }, /Confluence could not be asked/],
];

for (const [what, action, words] of TROUBLES) {
  test(`${what} is said in words`, async ({ page, people, sandbox }) => {
    const max = await people.signIn(page.context(), MAX, { model: false });
    await save(page, max.confluence_token);
    await sandbox.addFaults({ target: "confluence.user", action });
    await testIt(page);
    await expect(card(page).getByText(words)).toBeVisible();
  });
}

test("silence ends after a while, in words", async ({ page, people, sandbox }) => {
  test.setTimeout(90_000);
  const max = await people.signIn(page.context(), MAX, { model: false });
  await save(page, max.confluence_token);
  await sandbox.addFaults({ target: "confluence.user", action: "hang" });
  await testIt(page);
  await expect(card(page).getByText(/did not answer in time/)).toBeVisible({ timeout: 60_000 });
});

test("an address that is on no list is refused beside its field", { tag: "@both" }, async ({ page, people }) => {
  const max = await people.signIn(page.context(), MAX, { model: false });
  await save(page, max.confluence_token, "http://127.0.0.1:9/confluence");
  const beside = card(page).getByRole("paragraph").filter({ hasText: /not on the list of allowed sites/ });
  await expect(beside.first()).toBeVisible();
});
