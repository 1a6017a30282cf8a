import { inspect } from "../fixtures/inspection.ts";
import { open } from "../fixtures/live_pages.ts";
import { MAX } from "../fixtures/people.ts";
import { FIELDS, article, exported, file, stages, target, tickets, withTickets } from "../fixtures/site_tickets.ts";
import { expect, test } from "../fixtures/test.ts";

test.setTimeout(90_000);

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/status of 4(04|09|22)/, "what does not fit is refused on purpose");
});

test("a ticket is refined in the issue creator and put back", { tag: "@both" }, async ({ page, people }, info) => {
  await people.signIn(page.context(), MAX);
  await withTickets(page, `Refine ${info.project.name}`);
  const review = new URL(page.url()).pathname;
  const ticket = tickets(page).getByRole("link", { name: /Create content type “Article”/ });
  await ticket.click();
  await article(page).getByRole("button", { name: "Refine in the issue creator" }).click();
  await expect(page.getByText(/not known yet where the tickets go/).first()).toBeVisible();
  await open(page, review.replace("review", "export"));
  await target(page, "CLINIC");
  await open(page, review);
  await ticket.click();
  const table = await article(page).getByRole("table").first().innerText();
  await article(page).getByRole("button", { name: "Refine in the issue creator" }).click();

  await expect(page).toHaveURL(/\/create\//);
  await expect(page.getByText(/a ticket of the site build “Refine/)).toContainText("Both say the same.");
  await expect(page.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await page.getByRole("textbox", { name: "Instructions" }).fill("Name who tests it");
  await page.getByRole("button", { name: "Revise", exact: true }).click();
  const back = page.getByRole("button", { name: "Put it back into the ticket" });
  await expect(back).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/a ticket of the site build “Refine/)).toContainText("Its tables stay.");
  if (info.project.name === "with JavaScript") await inspect(page, "site-ticket-in-the-creator");
  await back.click();
  await expect(page).toHaveURL(/\/review\?open=/);
  await expect(article(page).getByText("Edited")).toBeVisible();
  expect(await article(page).getByRole("table").first().innerText()).toBe(table);
});

test("the next version of a sheet is compared, and its issues follow", { tag: "@both" }, async ({ page, people }, info) => {
  await people.signIn(page.context(), MAX, { model: false });
  await withTickets(page, `Versions ${info.project.name}`);
  const build = new URL(page.url()).pathname.replace("/review", "");
  await exported(page);
  await page.getByRole("link", { name: "Changes since" }).click();
  await expect(page.getByText("Nothing has changed")).toBeVisible();

  await stages(page).getByRole("link", { name: /Sheets/ }).click();
  const next =
    FIELDS.replace("Teaser,field_teaser", "Lead,field_teaser").replace("Tags,field_tags,a", "Topics,field_tags,c") +
    "Picture,field_picture,a,Article (Content type),Image,\n";
  await page.getByLabel("Files").setInputFiles([file("Fields.csv", next)]);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("Picture").or(page.getByText("3 rows")).first()).toBeVisible();
  await open(page, `${build}/changes`);
  const sheets = page.getByRole("region", { name: "Sheets" });
  await expect(sheets.getByText("1 new, 2 changed, 0 no longer built.")).toBeVisible();
  await expect(sheets.getByRole("listitem").filter({ hasText: "Lead of Article" })).toContainText("Teaser → Lead");
  if (info.project.name === "with JavaScript") await inspect(page, "site-changes-sheets");
  await sheets.getByRole("button", { name: "Bring the tickets up to date" }).click();

  await open(page, `${build}/changes`);
  const issues = page.getByRole("region", { name: "Issues in Jira" });
  await expect(issues.getByText("The rows of 1 issue changed after it was created.")).toBeVisible();
  await issues.getByRole("button", { name: "Look at Jira", exact: true }).click();
  await expect(issues.getByText("1 to be written anew")).toBeVisible();
  await issues.getByRole("button", { name: /^Comment: CLINIC-/ }).click();
  await expect(issues.getByText("1 to get a comment")).toBeVisible();
  if (info.project.name === "with JavaScript") await inspect(page, "site-changes-issues");
  await issues.getByRole("button", { name: /^Write anew: CLINIC-/ }).click();
  await expect(issues.getByText("1 to be written anew")).toBeVisible();
  await issues.getByRole("button", { name: "Write to 1 issue" }).click();
  await expect(issues.getByText("Written anew", { exact: true })).toBeVisible({ timeout: 30_000 });
  if (info.project.name === "with JavaScript") await inspect(page, "site-changes-done");
});
