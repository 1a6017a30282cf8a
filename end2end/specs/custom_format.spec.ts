import { approve, describe, document, generateButton, untilReady } from "../fixtures/drafts.ts";
import { inspect, shots } from "../fixtures/inspection.ts";
import { open } from "../fixtures/live_pages.ts";
import { GRACE, OTHER_ADA } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const FORM = "## Goal\n\n## What stays as it is";

test("a description is written in the form of a template", { tag: "@both" }, async ({ page, people, consoleGuard }) => {
  consoleGuard.allow(/status of 422/, "a custom draft without a template is refused on purpose");
  await people.signIn(page.context(), GRACE);
  await describe(page, "Patients print their vaccinations.");
  const template = page.getByRole("textbox", { name: "Template" });
  await expect(template).toBeHidden();
  await describe(page, "Patients print their vaccinations.", { format: "Custom" });
  await template.fill("");
  await generateButton(page).click();
  await expect(page.locator("#template-note")).toContainText("Choose a template, or write the form");
  await expect(template).toBeVisible();
  await describe(page, "Patients print their vaccinations.", { format: "Custom" });
  await template.fill(FORM);
  await generateButton(page).click();
  await untilReady(page);
  const description = document(page);
  await expect(description.getByRole("heading", { name: "Description" })).toBeVisible();
  await expect(description.getByRole("heading", { name: "Goal" })).toBeVisible();
  await expect(description.getByRole("heading", { name: "What stays as it is" })).toBeVisible();
  await approve(page);
  await expect(document(page)).toContainText("What stays as it is");
});

test("a saved template fills the field and is changed for one draft", shots, async ({ page, people }) => {
  await people.signIn(page.context(), OTHER_ADA);
  await open(page, "/prompts/new");
  await page.getByRole("textbox", { name: "Name" }).fill("Change request");
  await page.getByRole("group", { name: "Kind" }).getByText("Template", { exact: true }).click();
  await page.getByRole("textbox", { name: "Text" }).fill(FORM);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/prompts$/);
  await describe(page, "Patients print their vaccinations.", { format: "Custom" });
  await page.getByRole("combobox", { name: "Start from" }).selectOption("Change request");
  const template = page.getByRole("textbox", { name: "Template" });
  await expect(template).toHaveValue(FORM);
  await template.fill(`${FORM}\n\n## Who is told`);
  await inspect(page, "create-custom");
  await generateButton(page).click();
  await untilReady(page);
  await expect(document(page).getByRole("heading", { name: "Who is told" })).toBeVisible();
  await inspect(page, "draft-custom");
});
