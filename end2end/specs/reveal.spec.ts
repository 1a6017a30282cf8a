import { open } from "../fixtures/live_pages.ts";
import { MAX, PASSWORD } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("a stored secret is shown against the password, and hidden again", { tag: "@both" }, async ({
  page,
  people,
  consoleGuard,
}) => {
  consoleGuard.allow(/status of 422/, "a wrong password is refused on purpose");
  const max = await people.signIn(page.context(), MAX, { model: false });
  await open(page, "/connections");
  const jira = page.getByRole("region", { name: "Jira" });
  expect(await page.content()).not.toContain(max.jira_token);

  const ask = async (password: string) => {
    const box = jira.getByLabel("Your password here");
    if (!(await box.isVisible())) await jira.getByText("Show the saved token").click();
    await box.fill(password);
    await jira.getByRole("button", { name: "Show for 30 seconds" }).click();
  };
  await ask("Wrong-Harbour-42");
  await expect(jira.getByText("This is not your password.").first()).toBeVisible();
  expect(await page.content()).not.toContain(max.jira_token);
  await ask(PASSWORD);
  await expect(jira.getByText(max.jira_token, { exact: true })).toBeVisible();
  expect(page.url(), "nothing of it in an address").toMatch(/\/connections\??$/);
  await jira.getByRole("button", { name: "Hide" }).click();
  await expect(jira.getByText(max.jira_token, { exact: true })).toBeHidden();
  expect(await page.content()).not.toContain(max.jira_token);
});
