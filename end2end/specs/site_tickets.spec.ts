import { readFile } from "node:fs/promises";

import { inspect } from "../fixtures/inspection.ts";
import { open } from "../fixtures/live_pages.ts";
import { GRACE, MAX } from "../fixtures/people.ts";
import { article, exported, target, tickets, withTickets } from "../fixtures/site_tickets.ts";
import { expect, test } from "../fixtures/test.ts";

test.setTimeout(240_000);

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/status of 4(04|09|22)/, "what does not fit is refused on purpose");
});

test("tickets are reviewed and created in Jira", { tag: "@both" }, async ({ page, people, sandbox }, info) => {
  await people.signIn(page.context(), MAX, { model: false });
  await withTickets(page, `Tickets ${info.project.name}`);
  const count = await tickets(page).getByRole("link").count();

  const first = tickets(page).getByRole("link", { name: /Create content type “Article”/ });
  await first.click();
  await expect(article(page).getByRole("table")).toContainText("article");
  await article(page).getByText("Edit", { exact: true }).click();
  await article(page).getByRole("textbox", { name: "Title" }).fill("Create the Article type");
  await article(page).getByRole("button", { name: "Save" }).click();
  await expect(tickets(page).getByRole("link", { name: /Create the Article type/ })).toContainText("Edited");
  // By keyboard as well as by mouse.
  await article(page).getByRole("button", { name: "Move down" }).press("Enter");
  await expect(tickets(page).getByRole("link").nth(1)).toContainText("Create the Article type");
  await page.getByRole("button", { name: "Mark all as ready" }).click();
  await expect(page.getByText(`${count} of ${count} tickets are ready`)).toBeVisible();

  await page.getByRole("link", { name: "To Jira" }).first().click();
  await page.getByRole("textbox", { name: "Project" }).fill("NOWHERE");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/Jira has no project NOWHERE/).first()).toBeVisible();
  await target(page, "CLINIC");
  await page.getByRole("button", { name: "Check the tickets" }).click();
  await expect(page.getByText(`${count} issues in 1 call`)).toBeVisible();
  await page.getByRole("button", { name: `Create ${count} issues in Jira` }).click();
  await expect(page.getByText(`${count} of ${count} issues are in Jira`)).toBeVisible({ timeout: 30_000 });
  const results = page.getByRole("region", { name: "Results" });
  await expect(results.getByRole("link", { name: /^CLINIC-\d+$/ })).toHaveCount(count);
  const titles = (await sandbox.ledger<{ fields?: { summary?: string }; summary?: string }>("issue")).map((issue) => JSON.stringify(issue));
  expect(titles.filter((title) => title.includes("Create the Article type"))).toHaveLength(1);

  const leaving = page.waitForEvent("download");
  await results.getByRole("link", { name: "Download the results as CSV" }).click();
  expect(await readFile(await (await leaving).path(), "utf8")).toContain("Create the Article type");
});

test("who does it, when, and what it is called is chosen for one or for many", { tag: "@both" }, async ({ page, people }, info) => {
  await people.signIn(page.context(), MAX, { model: false });
  await withTickets(page, `Fields ${info.project.name}`);
  const review = new URL(page.url()).pathname;
  const many = page.getByText(/^Assignee, priority, labels, sprint of/);
  await many.click();
  await page.getByRole("link", { name: "where the tickets go" }).click();
  await target(page, "CLINIC");

  await open(page, review);
  await tickets(page).getByRole("link", { name: /Create content type “Article”/ }).click();
  await article(page).getByText("In Jira: nobody assigned").click();
  await article(page).getByLabel("Assignee").fill("Grace Hopper");
  await article(page).getByRole("combobox", { name: "Priority" }).selectOption("High");
  await article(page).getByRole("textbox", { name: "Labels" }).fill("cms");
  await article(page).getByRole("combobox", { name: "Sprint" }).selectOption("Clinic 13");
  await article(page).getByRole("button", { name: "Save" }).first().click();
  await expect(tickets(page).getByRole("link", { name: /Create content type “Article”/ })).toContainText(
    "Grace Hopper · High · Clinic 13 · #cms",
  );

  await open(page, `${review}?state=unassigned`);
  await expect(tickets(page).getByRole("link", { name: /Create content type “Article”/ })).toHaveCount(0);
  const left = await tickets(page).getByRole("link").count();
  await many.click();
  const set = (name: string) => page.locator("form").filter({ has: page.getByLabel(name, { exact: true }) }).getByRole("button", { name: /^(Set|Add)$/ });
  await page.getByLabel("Assignee", { exact: true }).fill("nobody at all");
  await set("Assignee").click();
  await expect(page.getByText(/Nobody called “nobody at all” can be assigned/).locator("visible=true").first()).toBeVisible();
  await open(page, `${review}?words=tags`);
  await many.click();
  await page.getByLabel("Labels", { exact: true }).fill("taxonomy");
  await set("Labels").click();
  await expect(page.getByText("#taxonomy").first()).toBeVisible();
  await open(page, `${review}?words=tags`);
  await expect(tickets(page).getByRole("link").first()).toContainText("#taxonomy");
  await open(page, review);
  expect(left).toBeGreaterThan(1);
  await expect(tickets(page).getByRole("link", { name: /Create content type “Article”/ })).not.toContainText("#taxonomy");
});

test("what is typed is saved by itself, and never over somebody else’s words", async ({ page, people }, info) => {
  await people.signIn(page.context(), MAX, { model: false });
  await withTickets(page, `Typed ${info.project.name}`);
  await tickets(page).getByRole("link", { name: /Create content type “Article”/ }).click();
  await article(page).getByText("Edit", { exact: true }).click();
  const here = page.url();
  const description = article(page).getByRole("textbox", { name: "Description, Markdown" });
  await description.fill("First.");
  await expect(article(page).getByText("Saved by itself.")).toBeVisible();
  await description.pressSequentially(" Second.");
  const other = await page.context().newPage();
  await open(other, here);
  await expect(async () => {
    await other.reload();
    await expect(article(other)).toContainText("First. Second.", { timeout: 500 });
  }).toPass();
  await article(other).getByText("Edit", { exact: true }).click();
  await article(other).getByRole("textbox", { name: "Description, Markdown" }).fill("Theirs.");
  await article(other).getByRole("button", { name: "Save" }).last().click();
  await expect(article(other).getByText("Theirs.").first()).toBeVisible();
  await description.pressSequentially(" Third.");
  await expect(article(page).getByText(/Not saved by itself: .*changed elsewhere/)).toBeVisible();
  await expect(description).toHaveValue("First. Second. Third.");
  await other.reload();
  await expect(article(other).getByText("Theirs.").first()).toBeVisible();
});

test("a ticket is dragged to another place of its group", async ({ page, people }, info) => {
  await people.signIn(page.context(), MAX, { model: false });
  await withTickets(page, `Dragged ${info.project.name}`);
  const titles = async () => (await tickets(page).getByRole("link").allInnerTexts()).map((text) => text.split("\n")[0]);
  const before = await titles();
  const lines = tickets(page).getByRole("listitem").filter({ has: page.getByRole("link") });
  await lines.nth(0).dragTo(lines.nth(2));
  await expect.poll(titles).toEqual([before[1], before[2], before[0], ...before.slice(3)]);
  await page.reload();
  expect(await titles()).toEqual([before[1], before[2], before[0], ...before.slice(3)]);
});

test("what waits for what is drawn, and said in a table", { tag: "@both" }, async ({ page, people }, info) => {
  await people.signIn(page.context(), MAX, { model: false });
  await withTickets(page, `Graph ${info.project.name}`);
  await page.getByRole("link", { name: "What waits for what" }).click();
  const drawing = page.getByRole("region", { name: "What waits for what, as a drawing" });
  const node = drawing.getByRole("link", { name: /^Create content type “Article”/ });
  await expect(node).toBeVisible();
  await node.click();
  await expect(page).toHaveURL(/chosen=/);
  await expect(drawing.locator('a[aria-current="true"]')).toHaveCount(1);
  await page.getByRole("link", { name: "60 %" }).click();
  await expect(page).toHaveURL(/zoom=60&chosen=/);
  const row = page.getByRole("row", { name: /^Configure fields of/ }).first();
  await expect(row).toContainText("Create content type “Article”");
  await row.getByRole("link").first().click();
  await expect(article(page)).toBeVisible();
});

test("an export is taken back when the person says so", { tag: "@both" }, async ({ page, people }, info) => {
  await people.signIn(page.context(), MAX, { model: false });
  await withTickets(page, `Back ${info.project.name}`);
  await exported(page);
  const results = page.getByRole("region", { name: "Results" });
  await results.getByRole("link", { name: "Take back …" }).click();
  const issues = page.getByRole("region", { name: "Issues of this site build" });
  await expect(issues.getByRole("link").first()).toBeVisible();
  if (info.project.name === "with JavaScript") await inspect(page, "site-tickets-take-back");
  const destroy = page.getByRole("button", { name: /^Delete \d+ issues in Jira/ });
  await destroy.click();
  await expect(page.getByText(/Say that these issues shall be deleted/).locator("visible=true").first()).toBeVisible();
  await page.getByRole("checkbox", { name: /^Yes, delete/ }).check();
  await destroy.click();
  await expect(page).toHaveURL(/\/export/);
  await expect(page.getByRole("button", { name: /^Check/ })).toBeVisible({ timeout: 30_000 });
  await expect(results).toHaveCount(0);
});

test("the example goes from one click to Jira", { tag: "@shots" }, async ({ pageOf }) => {
  const page = await pageOf(GRACE, { model: false });
  await open(page, "/dashboard");
  await page.getByRole("button", { name: "Try the example" }).click();
  await expect(page).toHaveURL(/\/check$/);
  const build = new URL(page.url()).pathname.replace(/\/check$/, "");
  await page.getByRole("button", { name: /^Fix \d+ certain ones/ }).click();
  await expect(page.getByRole("button", { name: /^Fix / })).toHaveCount(0);
  // What no click puts right is left out with a reason.
  for (let left = 40; left > 0; left--) {
    await open(page, `${build}/check?severity=error`);
    const wrong = page.getByRole("region", { name: "Findings" }).getByRole("link", { name: /^Show row \d+ of / }).first();
    if (!(await wrong.isVisible())) break;
    await wrong.click();
    await page.getByRole("textbox", { name: "Why it is left out" }).fill("Next phase");
    await page.getByRole("button", { name: "Leave this row out" }).click();
    await expect(page.getByText("Left out: Next phase").first()).toBeVisible();
  }
  await open(page, `${build}/review`);
  await inspect(page, "site-tickets-none");
  await page.getByRole("button", { name: "Make the tickets" }).click();
  await expect(tickets(page).getByRole("link").first()).toBeVisible();
  await tickets(page).getByRole("link").nth(3).click();
  await expect(article(page)).toBeVisible();
  await inspect(page, "site-tickets-review");
  await open(page, `${build}/graph`);
  await page.getByRole("region", { name: /as a drawing$/ }).getByRole("link").nth(4).click();
  await inspect(page, "site-tickets-graph");
  await open(page, `${build}/review`);
  await page.getByRole("button", { name: "Mark all as ready" }).click();
  const ready = page.getByText(/^(\d+) of \1 tickets are ready/);
  await expect(ready).toBeVisible();
  const count = Number(/^\d+/.exec(await ready.innerText())?.[0]);
  await page.getByRole("link", { name: "To Jira" }).first().click();
  await target(page, "CLINIC");
  await open(page, `${build}/review`);
  await tickets(page).getByRole("link").nth(3).click();
  await article(page).getByText(/^In Jira/).click();
  await page.getByText(/^Assignee, priority, labels, sprint of/).click();
  await inspect(page, "site-tickets-fields");
  await open(page, `${build}/export`);
  await page.getByRole("button", { name: "Check the tickets" }).click();
  await expect(page.getByRole("button", { name: `Create ${count} issues in Jira` })).toBeVisible();
  await inspect(page, "site-tickets-checked");
  await page.getByRole("button", { name: `Create ${count} issues in Jira` }).click();
  await expect(page.getByText(`${count} of ${count} issues are in Jira`)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("Work under way")).toHaveCount(0);
  await inspect(page, "site-tickets-created");
});
