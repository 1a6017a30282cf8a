// What the test of the Jira token and of the company model says when something is in the way. Confluence has more of
// these in `confluence.spec.ts`, and its certificates in `certificates.spec.ts`.
import type { Page } from "@playwright/test";

import { open } from "../fixtures/live_pages.ts";
import { ADA, GRACE } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.setTimeout(120_000);

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/status of 422/, "what is tested is refused on purpose");
});

function card(page: Page, name: string) {
  return page.getByRole("region", { name, exact: true });
}

test("what is wrong with Jira is said in words, and a later test heals it", async ({ page, people, sandbox }) => {
  await people.signIn(page.context(), ADA, { model: false });
  await open(page, "/connections");
  const says = async (words: RegExp, timeout = 10_000) => {
    await card(page, "Jira").getByRole("button", { name: "Test Jira" }).click();
    await expect(card(page, "Jira").getByText(words).first()).toBeVisible({ timeout });
    await expect(card(page, "Jira").getByText("Test failed")).toBeVisible();
    await sandbox.clearFaults();
  };
  await sandbox.addFaults({ target: "jira.myself", action: "html" });
  await says(/answered with a web page instead of data/);
  await sandbox.addFaults({ target: "jira.myself", action: { status: 401 } });
  await says(/Jira does not accept your token/);
  await sandbox.addFaults({ target: "jira.myself", action: "hang" });
  await says(/Jira could not be asked.*did not answer in time/, 60_000);
  await card(page, "Jira").getByRole("button", { name: "Test Jira" }).click();
  await expect(card(page, "Jira").getByText("Connected. The token belongs to you.")).toBeVisible();
});

test("what is wrong with the model is said in words, and a later test heals it", async ({ page, people, sandbox }) => {
  await people.signIn(page.context(), GRACE);
  await open(page, "/connections");
  const says = async (words: RegExp) => {
    await card(page, "LLM").getByRole("button", { name: "Test LLM" }).click();
    await expect(card(page, "LLM").getByText(words).first()).toBeVisible({ timeout: 60_000 });
    await expect(card(page, "LLM").getByText("Test failed")).toBeVisible();
    await sandbox.clearFaults();
  };
  await sandbox.addFaults({ target: "llm.whoami", action: "html" });
  await says(/web page/);
  await sandbox.addFaults({ target: "llm.whoami", action: { status: 401 } });
  await says(/did not accept the saved credential/);
  await sandbox.addFaults({ target: "llm.whoami", action: { status: 503 } });
  await says(/cannot be reached/);
  await card(page, "LLM").getByRole("button", { name: "Test LLM" }).click();
  await expect(card(page, "LLM").getByText("Successfully tested connection - Employee ID validated")).toBeVisible();
});
