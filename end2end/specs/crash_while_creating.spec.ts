import { approve, createButton, document, issueLink, writeDraft } from "../fixtures/drafts.ts";
import { reload } from "../fixtures/live_pages.ts";
import { ADA } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { descendantsOf, isAlive } from "../stack/children.ts";

test.setTimeout(180_000);

test("a power cut while Jira creates the issue ends with one issue and its key", async ({
  pageOf,
  stack,
  sandbox,
  consoleGuard,
}) => {
  consoleGuard.allow(/net::ERR_|status of 5\d\d/, "the server is gone for a while");
  const page = await pageOf(ADA);
  await writeDraft(page, "Pharmacists can mark a medicine as out of stock.");
  await approve(page);
  await sandbox.addFaults({ target: "jira.issue.create", times: 1, action: { latency_ms: 4_000 } });
  await createButton(page).click();
  await expect.poll(() => sandbox.requests("jira.issue.create"), { timeout: 45_000 }).toHaveLength(1);

  const children = await descendantsOf(stack.serverPid);
  const worker = children.find(({ commandLine }) => commandLine.includes("mcp-atlassian"));
  expect(worker, "the issue goes through mcp-atlassian").toBeDefined();
  const secrets = (await sandbox.people()).flatMap((one) => [one.jira_token, one.confluence_token, one.llm_cookie]);
  for (const child of children) {
    const visible = `${child.commandLine}\n${child.environment}`;
    expect(child.environment, "the kernel shows it").not.toBe("");
    expect(secrets.filter((secret) => visible.includes(secret))).toEqual([]);
  }

  await stack.killServer();
  await expect.poll(() => isAlive(worker!.pid), { message: "the child ends with the server" }).toBe(false);
  await stack.startServer();
  await reload(page);
  await expect(issueLink(page)).toBeVisible({ timeout: 100_000 });
  const issues = await sandbox.issues();
  expect(issues.map(({ key }) => key)).toEqual([await issueLink(page).innerText()]);
  expect(await sandbox.requests("jira.issue.create")).toHaveLength(1);
  await expect(document(page)).not.toContainText(/error|failed/i);
});

test("an answer of Jira that is lost is looked up instead of sent again", async ({ pageOf, sandbox }) => {
  const page = await pageOf(ADA);
  await writeDraft(page, "Doctors can dictate a note into a visit.");
  await approve(page);
  await sandbox.addFaults({ target: "jira.issue.create", times: 1, action: "drop_after_commit" });
  await createButton(page).click();
  await expect(issueLink(page)).toBeVisible({ timeout: 100_000 });
  expect((await sandbox.issues()).map(({ key }) => key)).toEqual([await issueLink(page).innerText()]);
});
