import {
  approve,
  createInJira,
  document,
  edit,
  revise,
  rules,
  startDraft,
  stopButton,
  untilReady,
  versions,
  withDirectives,
  writeDraft,
} from "../fixtures/drafts.ts";
import { open, reload } from "../fixtures/live_pages.ts";
import { ADA, GRACE } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.setTimeout(90_000);

test("instructions change the draft, its versions are compared, and one comes back", async ({ pageOf }) => {
  const page = await pageOf(GRACE);
  await writeDraft(page);
  const address = page.url();
  const heading = document(page).getByRole("heading", { level: 1 });
  const before = await heading.innerText();
  await revise(page, "Say who is told about it");
  await untilReady(page);
  await expect(heading).toHaveText(`${before}, revised`);
  await expect(document(page)).toContainText("Changed as asked: Say who is told about it.");
  await expect(document(page).getByLabel("Instructions")).toHaveValue("");

  const list = await versions(page);
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await expect(list).toContainText("“Say who is told about it”");
  await list.getByRole("link", { name: /^Version 2/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Version 2");
  await expect(page.locator("ins").first()).toContainText("revised");
  await expect(page.getByText("What changed since version 1.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Go back/ })).toHaveCount(0);

  await open(page, `${new URL(address).pathname}/versions/1`);
  await page.getByRole("link", { name: /^Compare with the current version/ }).click();
  await expect(page.getByText("What changed from here to version 2.")).toBeVisible();
  await page.getByRole("button", { name: "Go back to version 1" }).click();
  await expect(page).toHaveURL(address);
  await expect(heading).toHaveText(before);
  await expect((await versions(page)).getByRole("listitem").first()).toContainText("You went back to version 1");
});

test("what was typed by hand is saved first and only proposed to", async ({ pageOf }) => {
  const page = await pageOf(GRACE);
  await writeDraft(page, "Guests reserve a table.");
  const box = await edit(page, "Summary");
  await box.fill("Reserve a table by hand");
  await revise(page, "Be bolder");
  const proposal = document(page).getByRole("group", { name: "Proposal for the summary" });
  await expect(proposal).toBeVisible({ timeout: 20_000 });
  const heading = document(page).getByRole("heading", { level: 1 });
  await expect(heading).toHaveText("Reserve a table by hand");
  await expect(proposal.locator("ins")).toContainText("revised");
  await reload(page);
  await expect(proposal).toBeVisible();
  await proposal.getByRole("button", { name: "Keep mine" }).click();
  await expect(proposal).toHaveCount(0);
  await expect(heading).toHaveText("Reserve a table by hand");

  await revise(page, "", "Only the summary");
  await expect(proposal).toBeVisible({ timeout: 20_000 });
  await proposal.getByRole("button", { name: "Take it over" }).click();
  await expect(proposal).toHaveCount(0);
  await expect(heading).toHaveText("Reserve a table by hand Written anew.");
});

test("a broken rule is mended by the model, and the issue is created", async ({ pageOf, sandbox }) => {
  const page = await pageOf(GRACE);
  await startDraft(page, withDirectives("long-summary", "Guests reserve a bicycle."));
  await expect(rules(page)).toContainText("characters too long", { timeout: 20_000 });
  await rules(page).getByRole("button", { name: "Fix with AI" }).click();
  await untilReady(page);
  await expect(rules(page).getByRole("button", { name: "Fix with AI" })).toHaveCount(0);
  await approve(page);
  const key = await createInJira(page);
  expect(await sandbox.issues()).toMatchObject([{ key }]);
});

test("a change can be stopped, and what was asked for is still there", async ({ pageOf }) => {
  const page = await pageOf(GRACE);
  await writeDraft(page);
  const before = await document(page).getByRole("heading", { level: 1 }).innerText();
  await revise(page, withDirectives("slow=200", "Make it longer"));
  await stopButton(page).click();
  await untilReady(page);
  await expect(document(page)).toContainText("The change was not finished.");
  await expect(document(page).getByRole("heading", { level: 1 })).toHaveText(before);
  await expect(document(page).getByLabel("Instructions")).toHaveValue(/^Make it longer/);
});

test("a draft is revised and an earlier version brought back without scripts", { tag: "@no-js" }, async ({ page, people }) => {
  await people.signIn(page.context(), ADA);
  await writeDraft(page, "Guests reserve a boat.");
  const address = page.url();
  const heading = document(page).getByRole("heading", { level: 1 });
  const before = await heading.innerText();
  await revise(page, "Say who may");
  await expect(heading).toHaveText(`${before}, revised`, { timeout: 20_000 });
  await untilReady(page);
  await open(page, `${new URL(address).pathname}/versions/1`);
  await page.getByRole("button", { name: "Go back to version 1" }).click();
  await expect(heading).toHaveText(before);
});
