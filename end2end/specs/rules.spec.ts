import { approveButton, createButton, describe, document, edit, generateButton, issueLink, rules, untilReady } from "../fixtures/drafts.ts";
import { open } from "../fixtures/live_pages.ts";
import { MAX, OTHER_ADA } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/status of 4(04|22)/, "what is wrong is refused on purpose");
});

test("rules of one's own are written, corrected, deleted and taken back", { tag: "@both" }, async ({ page, people }, info) => {
  await people.signIn(page.context(), MAX, { model: false });
  // No project that another test drafts for.
  const project = info.project.name.includes("script") ? "RULESA" : "RULESB";
  await open(page, "/rules");
  await page.getByRole("link", { name: "New rules" }).click();
  await page.getByRole("combobox", { name: "Project" }).fill(project);
  await page.getByRole("textbox", { name: "Most story points" }).fill("many");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Write a number from 0.5 to 1000, or nothing.", { exact: true })).toBeVisible();
  await page.getByRole("combobox", { name: "Project" }).fill(project);
  await page.getByRole("textbox", { name: "Most story points" }).fill("8");
  await page.getByRole("textbox", { name: "Words or phrases" }).first().fill("TBD\nas soon as *");
  await page.getByRole("checkbox", { name: "Priority" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/rules$/);
  const link = page.getByRole("link", { name: new RegExp(`^${project}, every kind`) });
  await expect(link).toContainText("At most 8 story points");

  await link.click();
  await expect(page.getByRole("textbox", { name: "Most story points" })).toHaveValue("8");
  await expect(page.getByRole("textbox", { name: "Words or phrases" }).first()).toHaveValue("TBD\nas soon as *");
  await expect(page.getByRole("checkbox", { name: "Priority" })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "STLC notes" })).toBeChecked();
  await page.getByRole("combobox", { name: "Kind" }).selectOption("Bug");
  await page.getByRole("button", { name: "Save" }).click();
  const changed = page.getByRole("link", { name: new RegExp(`^${project}, Bug`) });
  await expect(changed).toBeVisible();

  await page.getByRole("button", { name: `Delete the rules for “${project}, Bug”` }).click();
  await expect(changed).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(changed).toBeVisible();
});

test("rules apply while somebody types, and an administrator lets a draft pass", async ({ page, people }) => {
  await people.register(OTHER_ADA);
  await people.promote(OTHER_ADA);
  await people.signIn(page.context(), OTHER_ADA);
  await open(page, "/rules/new");
  await page.getByRole("combobox", { name: "Project" }).fill("CLINIC");
  await page.getByRole("combobox", { name: "Kind" }).selectOption("Task");
  await page.getByRole("textbox", { name: "Words or phrases" }).first().fill("walrus");
  await page
    .getByRole("group", { name: "Words that must not be used" })
    .getByRole("checkbox", { name: /An administrator may let it pass/ })
    .check();
  await page.getByRole("textbox", { name: "Labels" }).fill("portal");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/rules$/);

  // The form shows the rules of what is chosen.
  await describe(page, "Patients see their next appointment on the first page.", { kind: "Story" });
  await expect(rules(page)).not.toContainText("walrus");
  await describe(page, "Patients see their next appointment on the first page.", { kind: "Task" });
  await expect(rules(page)).toContainText("Without “walrus” (an administrator may let it pass)");
  await expect(rules(page).getByRole("link", { name: "Yours: CLINIC, Task" })).toBeVisible();
  await generateButton(page).click();
  await untilReady(page);
  await expect(document(page).getByText("portal", { exact: true })).toBeVisible();

  await (await edit(page, "Summary")).fill("Show the walrus its next appointment");
  await expect(rules(page)).toContainText("Summary: words that must not be used");
  await expect(approveButton(page)).toBeDisabled();
  await page.getByRole("button", { name: "Let it pass" }).click();
  await expect(page.getByText(/Agreed/)).toHaveCount(0);
  await page.getByRole("textbox", { name: "Reason" }).fill("The walrus is the name of the ward.");
  await page.getByRole("button", { name: "Let it pass" }).click();
  await expect(createButton(page)).toBeVisible();
  await expect(document(page)).toContainText("Approved in spite of its rules");
  await expect(document(page)).toContainText("The walrus is the name of the ward.");
  await createButton(page).click();
  await expect(issueLink(page)).toBeVisible({ timeout: 45_000 });

  await open(page, "/activity");
  await expect(page.getByRole("row").filter({ hasText: "Broken rules let pass" }).first()).toContainText("name of the ward");
});
