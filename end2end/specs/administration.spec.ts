import { startDraft, withDirectives } from "../fixtures/drafts.ts";
import { open, reload } from "../fixtures/live_pages.ts";
import { ALAN, GRACE, MAX } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const PAGES = ["/admin/people", "/admin/jobs", "/admin/configuration", "/admin/audit"];

test("administration is there for administrators only", { tag: "@both" }, async ({ page, people, newContext, consoleGuard }) => {
  consoleGuard.allow(/status of 404/, "it does not exist for others");
  await people.signIn(page.context(), GRACE, { model: false });
  await open(page, "/dashboard");
  const links = page.getByRole("navigation", { name: "Main" });
  await expect(links.getByText("Activity")).toBeVisible();
  await expect(links.getByText("Audit log")).toHaveCount(0);
  for (const path of PAGES) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
  }

  await people.promote(MAX);
  const admin = await newContext();
  await people.signIn(admin, MAX, { model: false });
  const their = await admin.newPage();
  await open(their, "/dashboard");
  for (const [name, path] of [
    ["People", "/admin/people"],
    ["Jobs", "/admin/jobs"],
    ["Configuration", "/admin/configuration"],
    ["Audit log", "/admin/audit"],
  ] as const) {
    await their.getByRole("navigation", { name: "Main" }).getByRole("link", { name }).click();
    await expect(their).toHaveURL(new RegExp(`${path}$`));
    await expect(their.getByRole("heading", { level: 1 })).toHaveText(name);
  }
  // What Grace asked for in vain.
  const log = their.getByRole("region", { name: "Log" }).getByRole("row");
  await expect(log.filter({ hasText: "Access refused" }).filter({ hasText: "/admin/audit" }).first()).toBeVisible();
});

test("somebody who is switched off is out at once", { tag: "@both" }, async ({ page, people, newContext, consoleGuard }) => {
  consoleGuard.allow(/status of (401|422)/, "whoever is switched off is refused");
  await people.promote(MAX);
  await people.signIn(page.context(), MAX, { model: false });
  const hers = await newContext();
  await people.signIn(hers, GRACE, { model: false });
  const other = await hers.newPage();
  await open(other, "/history");

  await open(page, "/admin/people");
  await page.getByLabel("Words").fill("ghopper");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/query=ghopper/);
  const row = page.getByRole("region", { name: "Accounts" }).getByRole("row").filter({ hasText: "ghopper" });
  await row.getByRole("button", { name: /^Switch off/ }).click();
  await expect(row).toContainText("Switched off");
  await reload(other);
  await expect(other).toHaveURL(/\/sign-in/);
  await row.getByRole("button", { name: /^Switch on/ }).click();
  await expect(row.getByText("Switched off", { exact: true })).toHaveCount(0);
  await people.signIn(hers, GRACE, { model: false });
  await open(other, "/history");
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("History");
});

test("a live page closes when its person is switched off", async ({ page, people, pageOf, consoleGuard }) => {
  consoleGuard.allow(/status of (401|404)|EventSource|Failed to load/, "the ended session is refused");
  await people.promote(MAX);
  await people.signIn(page.context(), MAX, { model: false });
  const other = await pageOf(GRACE);
  await startDraft(other, withDirectives("slow=250"));
  await open(page, "/admin/people?query=ghopper");
  const row = page.getByRole("region", { name: "Accounts" }).getByRole("row").filter({ hasText: "ghopper" });
  await row.getByRole("button", { name: /^Switch off/ }).click();
  await expect(row).toContainText("Switched off");
  await expect(other.getByRole("dialog")).toContainText("Your session has ended", { timeout: 20_000 });
  await row.getByRole("button", { name: /^Switch on/ }).click();
  await expect(row.getByText("Switched off", { exact: true })).toHaveCount(0);
  await open(page, "/admin/jobs");
  const jobs = page.getByRole("region", { name: "Jobs" }).first().getByRole("row");
  await expect(jobs.filter({ hasText: "ghopper" }), "her work was stopped").toHaveCount(0);
});

test("an administrator sees what runs and can stop it", async ({ page, people, pageOf }) => {
  await people.promote(MAX);
  await people.signIn(page.context(), MAX, { model: false });
  await startDraft(await pageOf(GRACE), withDirectives("slow=250"));
  await open(page, "/admin/jobs");
  const jobs = page.getByRole("region", { name: "Jobs" }).first().getByRole("row");
  await jobs.filter({ hasText: "ghopper" }).first().getByRole("button", { name: /^Stop/ }).click();
  await expect(jobs.filter({ hasText: "ghopper" })).toHaveCount(0, { timeout: 20_000 });
});

test("the configuration page shows a broken file, its line, and that the last good one stays", async ({ page, people, stack }) => {
  const { readFile, writeFile } = await import("node:fs/promises");
  const { join } = await import("node:path");
  await people.promote(MAX);
  await people.signIn(page.context(), MAX, { model: false });
  const path = join(stack.configDirectory, "prompts.json");
  const good = await readFile(path, "utf8");
  await open(page, "/admin/configuration");
  const file = page.getByRole("row").filter({ hasText: "prompts.json" });
  await expect(file).toContainText("In use");
  try {
    await writeFile(path, good.replace("{", "{ oops"));
    await expect
      .poll(async () => {
        await page.getByRole("button", { name: "Look again" }).click();
        return file.first().innerText();
      })
      .toContain("Not as it is now");
    await expect(page.getByText("prompts.json, line 1", { exact: true })).toBeVisible();
    await expect(page.getByText("The last good configuration stays in use", { exact: false })).toBeVisible();
  } finally {
    await writeFile(path, good);
  }
  await expect
    .poll(async () => {
      await page.getByRole("button", { name: "Look again" }).click();
      return file.first().innerText();
    })
    .toContain("In use");
});

test("an administrator cannot switch off themselves", { tag: "@both" }, async ({ page, people }) => {
  await people.promote(ALAN);
  await people.signIn(page.context(), ALAN, { model: false });
  await open(page, "/admin/people?query=aturing");
  const row = page.getByRole("region", { name: "Accounts" }).getByRole("row").filter({ hasText: "aturing" });
  await expect(row).toContainText("You");
  await expect(row.getByRole("button", { name: /^Switch off/ })).toBeDisabled();
});
