import type { Page } from "@playwright/test";

import { generateButton } from "../fixtures/drafts.ts";
import { open } from "../fixtures/live_pages.ts";
import { ALAN, GRACE, MAX } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/status of 422/, "what is saved or tested is refused on purpose");
});

async function saveCookie(page: Page, cookie: string): Promise<void> {
  await page.getByLabel("Cookie, token or key").fill(cookie);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("region", { name: "LLM" }).getByText("Saved, not tested")).toBeVisible();
}

test("the model is off until its cookie is saved and tested", { tag: "@both" }, async ({ page, people }) => {
  const max = await people.signIn(page.context(), MAX, { model: false });
  await open(page, "/connections");
  const main = page.getByRole("main");
  await expect(main).toContainText(max.login);
  await expect(main).not.toContainText(max.jira_token);
  await saveCookie(page, max.llm_cookie);
  await open(page, "/create");
  await expect(generateButton(page)).toBeDisabled();

  await open(page, "/connections");
  await page.getByRole("button", { name: "Test LLM" }).click();
  await expect(page.getByText("Successfully tested connection - Employee ID validated")).toBeVisible();
  expect(await page.content(), "a saved secret never comes back").not.toContain(max.llm_cookie);
  await open(page, "/create");
  await expect(generateButton(page)).toBeEnabled();
});

test("the test button waits for something saved", async ({ page, people, sandbox }) => {
  const alan = await people.signIn(page.context(), ALAN, { model: false });
  await open(page, "/connections");
  await expect(page.getByRole("button", { name: "Test LLM" })).toBeDisabled();
  await saveCookie(page, alan.llm_cookie);
  await expect(page.getByRole("button", { name: "Test LLM" })).toBeEnabled();
  void sandbox;
});

test("a cookie of somebody else is refused with both values", { tag: "@both" }, async ({ page, people }) => {
  const alan = await people.signIn(page.context(), ALAN, { model: false });
  await open(page, "/connections");
  await saveCookie(page, alan.llm_cookie);
  await page.getByRole("button", { name: "Test LLM" }).click();
  const message = page.getByText(/This secret belongs to/);
  await expect(message).toContainText(alan.llm_user_id);
  await expect(message).toContainText(alan.login);
  await open(page, "/create");
  await expect(generateButton(page)).toBeDisabled();
});

test("a cookie that the model does not know is said in words", async ({ page, people }) => {
  await people.signIn(page.context(), MAX, { model: false });
  await open(page, "/connections");
  await saveCookie(page, "llm-nobody-0000");
  await page.getByRole("button", { name: "Test LLM" }).click();
  const llm = page.getByRole("region", { name: "LLM" });
  await expect(llm.getByText(/did not accept/).first()).toBeVisible();
  await expect(llm.getByText("Test failed")).toBeVisible();
});

test("the Jira token can be replaced by another of the same person only", { tag: "@both" }, async ({
  page,
  people,
  sandbox,
}) => {
  const max = await people.signIn(page.context(), MAX, { model: false });
  const replace = async (token: string) => {
    await open(page, "/connections");
    await page.getByText("Replace the token").click();
    await page.getByLabel("New personal access token").fill(token);
    await page.getByRole("button", { name: "Replace", exact: true }).click();
  };
  await replace((await sandbox.person(GRACE)).jira_token);
  const message = page.getByRole("region", { name: "Jira" }).getByText(/This token belongs to/);
  await expect(message).toContainText(GRACE);
  await expect(message).toContainText(max.login);
  await replace(max.jira_token);
  await expect(page.getByText("Connected. The token belongs to you.")).toBeVisible();
  await page.getByRole("button", { name: "Test Jira" }).click();
  await expect(page.getByText("Connected. The token belongs to you.")).toBeVisible();
});

test("a typed secret can be shown, a saved one cannot", async ({ page, people }) => {
  await people.signIn(page.context(), MAX, { model: false });
  await open(page, "/connections");
  const secret = page.getByLabel("Cookie, token or key");
  await expect(secret).toHaveValue("");
  await secret.fill("shown at will");
  await expect(secret).toHaveAttribute("type", "password");
  await page.getByRole("button", { name: "Show what is typed" }).last().click();
  await expect(secret).toHaveAttribute("type", "text");
});
