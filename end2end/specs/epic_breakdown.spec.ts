import { approve, approveButton, createInJira, describe, document, generateButton } from "../fixtures/drafts.ts";
import { inspect, shots } from "../fixtures/inspection.ts";
import { GRACE } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("an epic that is in Jira is broken down into stories below it", shots, async ({ page, people, consoleGuard }) => {
  consoleGuard.allow(/status of 422/, "an issue that is no epic is refused on purpose");
  await people.signIn(page.context(), GRACE);
  await describe(page, "", { kind: "Epic" });
  const epic = page.getByRole("textbox", { name: "Epic in Jira" });
  await epic.fill("CLINIC-2");
  await generateButton(page).click();
  await expect(page.getByText(/CLINIC-2 is no epic in Jira/).first()).toBeVisible();
  await epic.fill("CLINIC-1");
  await generateButton(page).click();
  await expect(page.getByRole("link", { name: "CLINIC-1" }).first()).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("button", { name: /^Make \d+ drafts/ })).toBeVisible({ timeout: 20_000 });
  await expect(approveButton(page)).toBeHidden();
  await inspect(page, "epic-adopted");
  await page.getByRole("button", { name: /^Make \d+ drafts/ }).click();
  await expect(document(page).getByText("In Jira before, as")).toBeVisible();
  await inspect(page, "epic-broken-down");
  const parts = document(page).getByRole("region", { name: /^\d+ parts/ }).getByRole("link");
  await parts.first().click();
  await expect(page.getByText(/in CLINIC-1/)).toBeVisible();
  await approve(page);
  await createInJira(page);
});
