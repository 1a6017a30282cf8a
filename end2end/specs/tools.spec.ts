import type { Page } from "@playwright/test";

import { checkA11y } from "../fixtures/accessibility.ts";
import { approve, createButton, document, writeDraft } from "../fixtures/drafts.ts";
import { open } from "../fixtures/live_pages.ts";
import { GRACE, MAX } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { listFromSandbox } from "../fixtures/tool_server.ts";

function tools(page: Page) {
  return page.getByRole("region", { name: "Tools" }).first();
}

async function refresh(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Refresh" }).click();
}

test("tools are there after a good test, and can be searched", { tag: "@both" }, async ({ page, people, stack }) => {
  const restore = await listFromSandbox(stack);
  try {
    await people.signIn(page.context(), MAX, { model: false });
    await expect(async () => {
      await page.goto("/tools");
      await expect(tools(page)).toContainText("jira_create_issue", { timeout: 500 });
    }).toPass({ timeout: 15_000 });
    await open(page, "/tools?query=jql&access=read");
    await expect(tools(page).getByRole("row")).toHaveCount(2);
    await expect(tools(page)).toContainText("jira_search");
    await open(page, "/tools?query=no-tool-has-this");
    await expect(page.getByText("Nothing matches")).toBeVisible();
  } finally {
    await restore();
  }
});

test("a refresh says what it does, and a failed one leaves the list", async ({ page, people, sandbox, stack }) => {
  const restore = await listFromSandbox(stack);
  try {
    await people.signIn(page.context(), MAX, { model: false });
    await open(page, "/tools");
    await refresh(page);
    await expect(tools(page)).toContainText("jira_create_issue");
    await sandbox.call("POST", "/mcp", { tools: "hang" });
    await refresh(page);
    await expect(page.getByText(/Asking the MCP server|Fetching the tools/)).toBeVisible();
    await expect(page.getByText(/could not be listed/)).toBeVisible({ timeout: 15_000 });
    await expect(page.getByText("Out of date")).toBeVisible();
    await expect(tools(page)).toContainText("jira_create_issue");
    await sandbox.call("POST", "/mcp", { tools: "normal" });
    await refresh(page);
    await expect(page.getByText("Out of date")).toBeHidden();
  } finally {
    await restore();
  }
});

test("a changed create tool is not used until an administrator accepts it", async ({
  page,
  people,
  pageOf,
  sandbox,
  stack,
}) => {
  test.setTimeout(120_000);
  const restore = await listFromSandbox(stack);
  try {
    await people.signIn(page.context(), GRACE);
    await open(page, "/tools");
    await refresh(page);
    await expect(tools(page)).toContainText("jira_create_issue");
    // The real server describes its tool in other words than the sandbox's, so something may differ from the start.
    await sandbox.call("POST", "/mcp", { tools: "changed" });
    await refresh(page);
    await expect(tools(page).getByRole("row", { name: /jira_create_issue .*Changed, needs review/ })).toBeVisible();
    await writeDraft(page);
    await approve(page);
    await expect(document(page)).toContainText("Jira REST");
    await createButton(page).click();
    await expect(document(page).getByRole("link", { name: /^[A-Z]+-\d+$/ })).toBeVisible({ timeout: 45_000 });
    expect(await sandbox.issues()).toHaveLength(1);
    const refused = await page.request.get("/admin/tools", { headers: { accept: "text/html" } });
    expect(refused.status(), "only for administrators").toBe(404);

    await people.promote(MAX);
    const administrator = await pageOf(MAX);
    await open(administrator, "/admin/tools");
    const card = administrator.getByRole("main").locator("section").filter({ hasText: "Also tells a colleague about it." });
    const change = card.getByRole("group", { name: "What changed in jira_create_issue", exact: true });
    await expect(change).toBeVisible();
    await checkA11y(administrator);
    await card.getByRole("button", { name: "Keep the old definition of jira_create_issue" }).click();
    await expect(card.getByText("Old one kept")).toBeVisible();
    await card.getByRole("button", { name: "Accept the new definition of jira_create_issue" }).click();
    // The others are now held against the accepted one.
    await expect(administrator.getByText("Old one kept")).toHaveCount(0);
    await writeDraft(page, "Visitors can look up when the pharmacy is open.");
    await approve(page);
    await expect(document(page)).toContainText("mcp-atlassian");
  } finally {
    await restore();
  }
});
