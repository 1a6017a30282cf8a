import { describe, document, generateButton, untilReady } from "../fixtures/drafts.ts";
import { ADA, GRACE } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const REQUIREMENT = "Walk-in patients see how long they will wait.";

test("an issue that the author points to is read, shown and given to the model", { tag: "@both" }, async ({ page, people, sandbox, consoleGuard }) => {
  consoleGuard.allow(/status of 422/, "an issue that is not there is refused on purpose");
  await people.signIn(page.context(), GRACE);
  await describe(page, REQUIREMENT);
  await page.getByText("Issues and pages that the model shall know").click();
  const context = page.getByRole("textbox", { name: "Context" });
  await context.fill("CLINIC-999999");
  await generateButton(page).click();
  await expect(page.getByText(/CLINIC-999999: Jira has no such issue/).first()).toBeVisible();
  await describe(page, REQUIREMENT);
  await page.getByText("Issues and pages that the model shall know").click();
  await context.fill("CLINIC-1");
  await generateButton(page).click();
  await untilReady(page);
  const requirement = page.getByRole("region", { name: "Requirement" });
  await expect(requirement.getByRole("link", { name: "Appointments online" })).toHaveAttribute("href", /\/browse\/CLINIC-1$/);
  const [call] = await sandbox.modelCalls();
  expect(JSON.stringify(call)).toContain("Patients book, move and cancel");
  await expect(document(page)).toBeVisible();
});

test("a page of Confluence is found by its words and added", async ({ page, people }) => {
  await people.signIn(page.context(), ADA, { confluence: true });
  await describe(page, REQUIREMENT);
  await page.getByText("Issues and pages that the model shall know").click();
  const search = page.getByRole("search", { name: "Pages of Confluence" });
  await search.getByRole("searchbox").fill("walrus");
  await search.getByRole("button", { name: "Find", exact: true }).click();
  await expect(search.getByText("No page has these words.")).toBeVisible();
  await search.getByRole("searchbox").fill("appointments");
  await search.getByRole("searchbox").press("Enter");
  await search.getByRole("button", { name: "Add “How appointments work”" }).click();
  await expect(search.getByText("Added")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Context" })).toHaveValue(/pageId=98305$/);
  await generateButton(page).click();
  await untilReady(page);
  await expect(page.getByRole("region", { name: "Requirement" }).getByRole("link", { name: "How appointments work" })).toBeVisible();
});
