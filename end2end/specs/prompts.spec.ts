import { readFile } from "node:fs/promises";

import { describe, generateButton, untilReady } from "../fixtures/drafts.ts";
import { open } from "../fixtures/live_pages.ts";
import { GRACE, MAX, OTHER_ADA } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/status of 4(04|22)/, "what is wrong is refused on purpose");
});

test("a prompt is written, checked, copied, deleted and taken back", { tag: "@both" }, async ({ page, people }, info) => {
  await people.signIn(page.context(), MAX, { model: false });
  const name = `Wards ${info.project.name}`;
  await open(page, "/prompts/new");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "Text" }).fill("Name the ward for {reader}.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("paragraph").filter({ hasText: /Nothing stands for \{reader\}/ })).toBeVisible();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "Text" }).fill("Name the ward in {project}.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/prompts$/);
  await expect(page.getByRole("link", { name })).toBeVisible();

  await page.getByRole("button", { name: `Duplicate “${name}”`, exact: true }).click();
  await expect(page).toHaveURL(/\/prompts\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue(`${name} (2)`);
  await expect(page.getByRole("group", { name: "Preview text" })).toHaveText("Name the ward in CLINIC.");

  await open(page, "/prompts");
  await page.getByRole("button", { name: `Delete “${name} (2)”` }).click();
  await expect(page.getByRole("link", { name: `${name} (2)` })).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("link", { name: `${name} (2)` })).toBeVisible();
});

test("the chosen prompt is what the model is given, and is remembered", async ({ page, people, sandbox }) => {
  await people.signIn(page.context(), GRACE);
  await open(page, "/prompts/new");
  await page.getByRole("textbox", { name: "Name" }).fill("Pharmacy");
  await page.getByRole("textbox", { name: "Text" }).fill("Mention the pharmacy of {project}.");
  await expect(page.getByRole("group", { name: "Preview text" })).toHaveText("Mention the pharmacy of CLINIC.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/prompts$/);
  await describe(page, "Patients order their prescription again.");
  await page.getByRole("combobox", { name: "Prompt" }).selectOption("Pharmacy");
  await generateButton(page).click();
  await untilReady(page);
  const calls = (await sandbox.modelCalls()) as unknown as { body: { query: string } }[];
  expect(calls.at(-1)?.body.query).toContain("<instructions>\nMention the pharmacy of CLINIC.\n</instructions>");
  await open(page, "/create");
  await expect(page.getByRole("combobox", { name: "Prompt" }).locator("option:checked")).toHaveText("Pharmacy");
});

test("prompts leave as a file and come back", { tag: "@both" }, async ({ page, people, pageOf }, info) => {
  await people.signIn(page.context(), MAX, { model: false });
  const name = `Export ${info.project.name}`;
  await open(page, "/prompts/new");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "Text" }).fill("Be precise.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/prompts$/);
  const leaving = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export all as JSON" }).click();
  const file = await (await leaving).path();
  expect(JSON.parse(await readFile(file, "utf8")).format).toBe("jira-agent-prompts");

  const other = await pageOf(OTHER_ADA, { model: false });
  await open(other, "/prompts");
  await other.getByText("Import from a file").click();
  await other.getByLabel("File").setInputFiles(file);
  await other.getByRole("button", { name: "Import" }).click();
  await expect(other.getByText(/added/).first()).toBeVisible();
  await expect(other.getByRole("link", { name: new RegExp(name) }).first()).toBeVisible();

  await open(other, "/prompts");
  await other.getByText("Import from a file").click();
  await other.getByLabel("File").setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("<html>") });
  await other.getByRole("button", { name: "Import" }).click();
  await expect(other.getByText(/not an export of prompts/)).toBeVisible();
});
