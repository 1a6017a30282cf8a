import { startDraft, untilReady, withDirectives } from "../fixtures/drafts.ts";
import { open } from "../fixtures/live_pages.ts";
import { ADA, GRACE } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.setTimeout(120_000);

const AWAY = "running work goes on";

test("a server that is away is told calmly, and the page goes on when it is back", async ({
  pageOf,
  stack,
  consoleGuard,
}) => {
  consoleGuard.allow(/net::ERR_|status of 5\d\d/, "the server is gone for a while");
  const page = await pageOf(GRACE);
  await open(page, "/connections");
  await stack.killServer();
  await page.getByRole("button", { name: "Test Jira" }).click();
  await expect(page.getByText(AWAY)).toBeVisible();
  await stack.startServer();
  await expect(page.getByText(AWAY)).toBeHidden({ timeout: 20_000 });
  await page.getByRole("button", { name: "Test Jira" }).click();
  await expect(page.getByText(/Jira/).first()).toBeVisible();
});

test("the dashboard keeps what it shows while the server is away, and heals", async ({ pageOf, stack, consoleGuard }) => {
  consoleGuard.allow(/net::ERR_|status of 5\d\d/, "the server is gone for a while");
  const page = await pageOf(ADA);
  await startDraft(page, withDirectives("slow=60"));
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Dashboard" }).click();
  const running = page.getByRole("main").getByRole("listitem").filter({ has: page.getByRole("progressbar") });
  await expect(running).toHaveCount(1);
  await stack.killServer();
  await expect(running).toContainText("Connection lost");
  await stack.startServer();
  // The work was cut with the server; the page learns it by itself.
  await expect(running).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByRole("main")).toContainText("Unfinished");
  await page.getByRole("main").getByRole("link", { name: /move an appointment/i }).first().click();
  await page.getByRole("button", { name: /^Continue/ }).click();
  await untilReady(page);
});
