import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { inspect } from "../fixtures/inspection.ts";
import { open } from "../fixtures/live_pages.ts";
import { GRACE, MAX } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.setTimeout(120_000);

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/status of 4(04|22)/, "what does not fit is refused on purpose");
});

const EXAMPLE = join(import.meta.dirname, "../../config/example-site");
const stages = (page: Page) => page.getByRole("navigation", { name: "Stages" });
const findings = (page: Page) => page.getByRole("region", { name: "Findings" });

async function begin(page: Page, name: string): Promise<void> {
  await open(page, "/builds/new");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("button", { name: "Begin" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

async function add(page: Page, files: string[]): Promise<void> {
  await page.getByLabel("Files").setInputFiles(files.map((name) => join(EXAMPLE, name)));
  await page.getByRole("button", { name: "Add", exact: true }).click();
}

async function download(page: Page, name: RegExp): Promise<string> {
  const leaving = page.waitForEvent("download");
  await page.getByRole("link", { name }).click();
  return readFile(await (await leaving).path(), "utf8");
}

test("sheets are added, put right by a click and planned as tickets", { tag: "@both" }, async ({ page, people }, info) => {
  await people.signIn(page.context(), MAX, { model: false });
  await begin(page, `Relaunch ${info.project.name}`);
  await expect(page.getByText("No sheets yet")).toBeVisible();
  await add(page, ["Bundles.csv", "Fields.csv"]);
  await expect(page.getByRole("heading", { name: "2 sheets" })).toBeVisible();
  await expect(page.getByLabel("Type of Fields.csv", { exact: true })).toHaveValue("fields");
  await expect(page.getByText(/^\d+ % sure$/)).toHaveCount(2);

  await stages(page).getByRole("link", { name: "Check" }).click();
  const wrong = findings(page).getByRole("listitem").filter({ hasText: "plian" });
  await expect(wrong).toContainText("Fields.csv");
  await wrong.getByRole("button").click();
  await expect(findings(page)).not.toContainText("plian");
  await findings(page).getByRole("button", { name: /^Fix \d+ certain ones/ }).click();
  await expect(findings(page).getByRole("button", { name: /^Fix / })).toHaveCount(0);

  await page.getByLabel("Show", { exact: true }).selectOption("What blocks the tickets");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/severity=error/);
  const first = findings(page).getByRole("listitem").filter({ hasText: "Error" }).first();
  await first.getByRole("link", { name: /^Show row \d+ of / }).click();
  await page.getByRole("textbox", { name: "Why it is left out" }).fill("Agreed: next phase");
  await page.getByRole("button", { name: "Leave this row out" }).click();
  await expect(page.getByText("Left out: Agreed: next phase")).toBeVisible();
  await page.getByRole("button", { name: "Take it back in" }).click();
  await expect(page.getByRole("button", { name: "Leave this row out" })).toBeVisible();

  await stages(page).getByRole("link", { name: "Plan" }).click();
  const tickets = page.getByRole("region", { name: "Tickets" });
  await tickets.getByRole("link", { name: /Create content type “Article”/ }).click();
  await expect(page.getByRole("article")).toContainText("Success criteria");
  await expect(page.getByRole("article").getByRole("table")).toContainText("article");
  const before = await tickets.getByRole("link").count();
  await page.getByRole("button", { name: "One ticket per row" }).click();
  await expect(page.getByRole("button", { name: "Group what belongs together" })).toBeVisible();
  await expect.poll(() => tickets.getByRole("link").count()).toBeGreaterThan(before);
  const csv = await download(page, /Jira import/);
  expect(csv).toMatch(/^Summary,Issue Type,Description,Original Estimate,Labels,Labels\n/);
});

test("a ticket from far down the list opens where it is read", async ({ pageOf }) => {
  const page = await pageOf(GRACE, { model: false });
  await open(page, "/builds");
  await page.getByRole("button", { name: "Try the example" }).click();
  await stages(page).getByRole("link", { name: "Plan" }).click();
  const tickets = page.getByRole("region", { name: "Tickets" }).getByRole("link");
  const heading = page.getByRole("article").getByRole("heading", { level: 2 });
  for (const number of [40, 41]) {
    await tickets.nth(number).click();
    await expect(tickets.nth(number)).toHaveAttribute("aria-current", "true");
    await expect(heading).toBeInViewport();
    await expect(tickets.nth(number)).toBeInViewport();
  }
  await page.setViewportSize({ width: 360, height: 740 });
  await tickets.nth(2).click();
  await expect(heading).toBeInViewport();
});

test("one bad file leaves the others alone, and a table is pasted and given its type", { tag: "@both" }, async ({ page, people }, info) => {
  await people.signIn(page.context(), MAX, { model: false });
  await begin(page, `Dirty ${info.project.name}`);
  await page.getByLabel("Files").setInputFiles([
    { name: "Workbook.xlsx", mimeType: "text/csv", buffer: Buffer.from("PK\u0003\u0004workbook") },
    { name: "Empty.csv", mimeType: "text/csv", buffer: Buffer.from(" ") },
    { name: "Menus.csv", mimeType: "text/csv", buffer: await readFile(join(EXAMPLE, "Menus.csv")) },
  ]);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("This is a zip archive or an Excel workbook, not a CSV file.")).toBeVisible();
  await expect(page.getByText("The file is empty.")).toBeVisible();
  await expect(page.getByLabel("Type of Menus.csv", { exact: true })).toHaveValue("menus");
  await page.getByRole("button", { name: "Remove “Workbook.xlsx”" }).click();
  await expect(page.getByText("Workbook.xlsx")).toHaveCount(0);

  await page.getByText("Or paste a table").click();
  await page.getByRole("textbox", { name: "Pasted table" }).fill("Bezeichnung\tZiel\nHaupt\tirgendwo\n");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText(/choose its type/i)).toBeVisible();
  await page.getByLabel(/^Type of Pasted/).selectOption("Custom");
  await page.getByRole("button", { name: /^Set the type of Pasted/ }).click();
  await expect(page.getByText("Chosen by you")).toBeVisible();
});

test("columns are mapped by hand, and those of a custom sheet point at rows of others", { tag: "@both" }, async ({ page, people }, info) => {
  await people.signIn(page.context(), MAX, { model: false });
  await begin(page, `Mapped ${info.project.name}`);
  const roles = "Bezeichnung,Name,Machine name,X\nRedaktion,Ed,editor,a\n";
  await page.getByLabel("Files").setInputFiles([
    { name: "Bundles.csv", mimeType: "text/csv", buffer: await readFile(join(EXAMPLE, "Bundles.csv")) },
    { name: "User roles.csv", mimeType: "text/csv", buffer: Buffer.from(roles) },
    { name: "Teasers.csv", mimeType: "text/csv", buffer: Buffer.from("What,Ref\nBox,nothing_like_it\n") },
  ]);
  await page.getByRole("button", { name: "Add", exact: true }).click();

  await page.getByRole("link", { name: "Columns of User roles.csv" }).click();
  const columns = page.getByRole("region", { name: "Columns of User roles.csv" });
  await expect(columns.getByLabel("Name", { exact: true })).toHaveValue("name");
  await columns.getByLabel("Bezeichnung").selectOption("Name");
  await columns.getByRole("button", { name: "Save the columns" }).click();
  await expect(columns).toContainText("“Bezeichnung” and “Name” cannot both be “Name”.");
  await columns.getByLabel("Bezeichnung").selectOption("Name");
  await columns.getByLabel("Name", { exact: true }).selectOption("Not used");
  await columns.getByRole("button", { name: "Save the columns" }).click();
  await expect(page.getByText("Columns mapped by you")).toBeVisible();
  await expect(columns.getByLabel("Bezeichnung")).toHaveValue("name");
  await expect(columns.getByLabel("Name", { exact: true })).toHaveValue("");
  await columns.getByRole("button", { name: "Go by the headers again" }).click();
  await expect(columns.getByLabel("Name", { exact: true })).toHaveValue("name");
  await page.getByRole("link", { name: "Columns of User roles.csv" }).click();
  await expect(columns).toHaveCount(0);

  await page.getByLabel("Type of Teasers.csv", { exact: true }).selectOption("Custom");
  await page.getByRole("button", { name: "Set the type of Teasers.csv" }).click();
  await page.getByRole("link", { name: "Columns of Teasers.csv" }).click();
  const custom = page.getByRole("region", { name: "Columns of Teasers.csv" });
  await custom.getByLabel("Cells of “Ref” name").selectOption("Bundles: Machine name");
  await custom.getByRole("button", { name: "Save the columns" }).click();
  await expect(page.getByText("Columns mapped by you")).toBeVisible();
  await stages(page).getByRole("link", { name: "Check" }).click();
  await expect(findings(page)).toContainText("There is no bundle whose “Machine name” is “nothing_like_it”.");
  const unknown = findings(page).getByRole("listitem").filter({ hasText: "nothing_like_it" });
  await unknown.getByRole("combobox", { name: /^Instead of “nothing_like_it” in row 2/ }).selectOption({ index: 1 });
  await unknown.getByRole("button", { name: /^Use this/ }).click();
  await expect(findings(page)).not.toContainText("nothing_like_it");
});

test("the example is tried with one click, by oneself alone", { tag: "@shots" }, async ({ page, people, pageOf }) => {
  await people.signIn(page.context(), MAX, { model: false });
  await open(page, "/dashboard");
  await page.getByRole("button", { name: "Try the example" }).click();
  await expect(page).toHaveURL(/\/builds\/[0-9a-f-]{36}\/check$/);
  await expect(findings(page)).toContainText("block the tickets");
  await inspect(page, "site-build-check");
  const address = page.url();

  await stages(page).getByRole("link", { name: "Sheets" }).click();
  await expect(page.getByRole("heading", { name: "16 sheets" })).toBeVisible();
  await inspect(page, "site-build-sheets");
  await page.getByRole("link", { name: "Columns of Fields.csv" }).click();
  await expect(page.getByRole("region", { name: "Columns of Fields.csv" })).toBeVisible();
  await inspect(page, "site-build-columns");
  await stages(page).getByRole("link", { name: "Plan" }).click();
  await page.getByRole("region", { name: "Tickets" }).getByRole("link").nth(2).click();
  await expect(page.getByRole("article")).toBeVisible();
  await inspect(page, "site-build-plan");
  await open(page, `${new URL(address).pathname}?severity=error`);
  await findings(page).getByRole("link", { name: /^Show row \d+ of / }).first().click();
  await expect(page.getByRole("button", { name: "Leave this row out" })).toBeVisible();
  await inspect(page, "site-build-rows");

  await open(page, "/builds");
  await inspect(page, "site-builds");
  await page.getByRole("button", { name: /^Delete “Example/ }).click();
  await expect(page.getByRole("link", { name: /^Example/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("link", { name: /^Example/ })).toBeVisible();

  const other = await pageOf(GRACE, { model: false });
  await open(other, new URL(address).pathname);
  await expect(other.getByRole("heading", { name: "Not found" })).toBeVisible();
});
