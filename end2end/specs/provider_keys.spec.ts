// Models behind the interfaces of OpenAI and Anthropic: a key of one's own, its test step by step, and writing with it.
import type { Page } from "@playwright/test";

import { document, startDraft, untilReady, REQUIREMENT } from "../fixtures/drafts.ts";
import { open } from "../fixtures/live_pages.ts";
import { GRACE, MAX, OTHER_ADA } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

/** Saves a key of the provider whose choice begins like this. */
async function saveKey(page: Page, provider: RegExp, key: string): Promise<void> {
  const choice = page.getByLabel("Provider");
  const label = await choice.locator("option", { hasText: provider }).textContent();
  await choice.selectOption({ label: label ?? "" });
  await page.getByLabel(/^(API key|Cookie, token or key)$/).fill(key);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("region", { name: "LLM" }).getByText("Saved, not tested")).toBeVisible();
}

async function testModel(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Test LLM" }).click();
}

/** The steps of the last test, as `name: word`. */
async function steps(page: Page): Promise<string[]> {
  const rows = page.getByLabel("Steps of the last test").locator("div");
  const texts = await rows.allInnerTexts();
  return texts.map((text) => text.replace(/\s+/g, " ").trim());
}

test("the secret is called what the provider calls it", async ({ page, people }) => {
  await people.signIn(page.context(), MAX, { model: false });
  await open(page, "/connections");
  await page.getByLabel("Provider").selectOption("company");
  await expect(page.getByLabel("Cookie, token or key")).toBeVisible();
  await page.getByLabel("Provider").selectOption("openai");
  await expect(page.getByLabel("API key")).toBeVisible();
  await page.getByLabel("Provider").selectOption("company");
  await expect(page.getByLabel("Cookie, token or key")).toBeVisible();
});

test("a key is tested step by step and then writes a draft", { tag: "@both" }, async ({ page, people }) => {
  const ada = await people.signIn(page.context(), OTHER_ADA, { model: false });
  for (const [provider, key] of [
    [/^OpenAI-compatible/, ada.openai_key],
    [/^Anthropic/, ada.anthropic_key],
  ] as const) {
    await open(page, "/connections");
    await saveKey(page, provider, key);
    await testModel(page);
    await expect(page.getByText("Successfully tested connection - the model answered")).toBeVisible();
    expect(await steps(page)).toEqual([
      "Connectivity Good The provider answers",
      "Authentication Good The key is accepted",
      "Quota Good The account may spend",
      "Model Good The model answers",
    ]);
    expect(await page.content(), "a saved key never comes back").not.toContain(key);
  }
});

test("a key writes drafts as the company's model does", async ({ page, people, sandbox }) => {
  const grace = await people.signIn(page.context(), GRACE, { model: false });
  await open(page, "/connections");
  await saveKey(page, /^Anthropic/, grace.anthropic_key);
  await testModel(page);
  await expect(page.getByRole("region", { name: "LLM" }).getByText("Tested", { exact: true }).first()).toBeVisible();
  const before = (await sandbox.requests("llm.anthropic.messages")).length;
  await startDraft(page, REQUIREMENT);
  await untilReady(page);
  await expect(document(page).getByRole("heading", { level: 1 })).toContainText("Move an appointment");
  expect((await sandbox.requests("llm.anthropic.messages")).length).toBe(before + 1);
});

test("a key that is not accepted is said at its step", { tag: "@both" }, async ({ page, people }) => {
  await people.signIn(page.context(), MAX, { model: false });
  await open(page, "/connections");
  await saveKey(page, /^OpenAI-compatible/, "sk-of-nobody-000000000000");
  await testModel(page);
  await expect(page.getByRole("region", { name: "LLM" }).getByText("Test failed")).toBeVisible();
  const shown = await steps(page);
  expect(shown[0]).toBe("Connectivity Good The provider answers");
  expect(shown[1]).toMatch(/^Authentication Failed The model did not accept the saved credential/);
  expect(shown.slice(2)).toEqual(["Quota Not reached", "Model Not reached"]);
});
