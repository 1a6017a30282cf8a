// Personal API tokens: made once, shown once, used by a program, taken away.
import { open } from "../fixtures/live_pages.ts";
import { GRACE, MAX } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const SHOWN = /^jca_[A-Za-z0-9_-]{43}[0-9a-f]{8}$/;

test("a token is shown once, works, and is refused when it was taken away", { tag: "@both" }, async ({
  page,
  people,
  stack,
}, info) => {
  await people.signIn(page.context(), GRACE);
  await open(page, "/profile/tokens");
  const name = `Nightly import ${info.project.name}`;
  await page.getByLabel("What is it for?").fill(name);
  await page.getByLabel("Good for").selectOption("7 days");
  await page.getByRole("checkbox", { name: /^drafts:write/ }).check();
  await page.getByRole("button", { name: "Make the token" }).click();

  const shown = page.getByRole("group", { name: "The new token" });
  await expect(shown).toBeVisible();
  const token = (await shown.innerText()).trim();
  expect(token).toMatch(SHOWN);
  const row = page.getByRole("listitem").filter({ hasText: name });
  await expect(row).toContainText("drafts:read, drafts:write, jobs:read");
  await expect(row).toContainText("never used");

  const ask = () => fetch(`${stack.address}/api/v1/drafts`, { headers: { authorization: `Bearer ${token}` } });
  expect((await ask()).status).toBe(200);
  await open(page, "/profile/tokens");
  await expect(page.getByText(token)).toBeHidden();
  expect(await page.content(), "it is never shown again").not.toContain(token);
  await expect(row).toContainText("used now");

  await row.getByLabel(`Take “${name}” away`).click();
  await row.getByRole("button", { name: "Take away" }).click();
  await expect(row).toBeHidden();
  expect((await ask()).status).toBe(401);
});

test("a form that does not fit says what is missing", async ({ page, people, consoleGuard }) => {
  consoleGuard.allow(/status of 422/, "the form is refused on purpose");
  await people.signIn(page.context(), MAX, { model: false });
  await open(page, "/profile/tokens");
  await expect(page.getByText("No tokens yet")).toBeVisible();
  await page.getByLabel("What is it for?").fill("A trial");
  for (const box of await page.getByRole("checkbox").all()) await box.uncheck();
  await page.getByRole("button", { name: "Make the token" }).click();
  await expect(page.getByText("Choose what the token allows: one thing at least.", { exact: true })).toBeVisible();
  await expect(page.getByText("No tokens yet")).toBeVisible();
});
