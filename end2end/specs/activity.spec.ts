import { readFile } from "node:fs/promises";

import { approve, createInJira, startDraft, withDirectives, writeDraft } from "../fixtures/drafts.ts";
import { open } from "../fixtures/live_pages.ts";
import { GRACE, MAX } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("everything one did is listed in words, and can be looked through", { tag: "@both" }, async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await open(page, "/activity");
  const log = page.getByRole("region", { name: "Log" }).getByRole("row");
  await expect(log.filter({ hasText: "Signed in" }).first()).toBeVisible();
  await page.getByLabel("What").selectOption("Connections");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/area=connections/);
  await expect(log.filter({ hasText: "Model tested" }).first()).toBeVisible();
  await expect(log.filter({ hasText: "Signed in" })).toHaveCount(0);
  await page.getByLabel("Until").fill("2001-01-01");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await page.getByRole("link", { name: "Show everything" }).click();
  await expect(log.filter({ hasText: "Signed in" }).first()).toBeVisible();
});

test("the log is also a file for spreadsheets", async ({ page, people }) => {
  await people.signIn(page.context(), GRACE, { model: false });
  await open(page, "/activity?area=account");
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe("activity.csv");
  const lines = (await readFile(await download.path(), "utf8")).split("\r\n");
  expect(lines[0]).toBe("time,what,kind,outcome,who,about,detail,address,request_id,duration_ms");
  expect(lines[1]).toMatch(/^20\d\d-.*,Signed in,session\.sign_in,ok,/);
});

test("running work shows what it does, and stops from there", { tag: "@both" }, async ({ page, people, sandbox }) => {
  await people.signIn(page.context(), MAX);
  await startDraft(page, withDirectives("slow=120"));
  await open(page, "/activity");
  const all = page.getByRole("list", { name: "Work" }).getByRole("listitem");
  const work = all.filter({ hasText: "Writing a draft" });
  const running = work.filter({ hasText: "Running" });
  await expect(running).toHaveCount(1);
  await running.getByRole("button", { name: /^Stop/ }).click();
  await expect(work.first()).toContainText("Stopped");
  await expect(running).toHaveCount(0);
  expect((await sandbox.modelCalls()).map(({ closed_early }) => closed_early)).toEqual([true]);
  await work.first().getByRole("link", { name: "Draft" }).click();
  await expect(page).toHaveURL(/\/create\/[0-9a-f-]{36}$/);
});

test("a draft has a timeline of what was done with it", { tag: "@both" }, async ({ page, people }) => {
  test.setTimeout(120_000);
  await people.signIn(page.context(), GRACE);
  await writeDraft(page, "Teachers can see who has borrowed a microscope.");
  await approve(page);
  await createInJira(page);
  await page.getByText("Timeline", { exact: true }).click();
  const lines = page.getByRole("list", { name: "What was done with this draft" }).getByRole("listitem");
  for (const words of ["Draft started", "Draft written by the model", "Draft approved", "Sent to Jira", "Issue created in Jira"]) {
    await expect(lines.filter({ hasText: words })).toHaveCount(1);
  }
});
