import type { Page } from "@playwright/test";

import { withConfiguration } from "../fixtures/configuration.ts";
import { approve, createInJira, document, issueLink, writeDraft } from "../fixtures/drafts.ts";
import { open } from "../fixtures/live_pages.ts";
import { ADA, PASSWORD } from "../fixtures/people.ts";
import { takePictures } from "../fixtures/screenshots.ts";
import { expect, test } from "../fixtures/test.ts";
import type { CloudPerson, Sandbox } from "../stack/sandbox.ts";

test.setTimeout(90_000);

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/status of (401|422)/, "what does not fit is refused on purpose");
});

async function who(sandbox: Sandbox, name: string): Promise<CloudPerson> {
  const found = (await sandbox.cloudPeople()).find((person) => person.email.startsWith(name));
  if (!found) throw new Error(`nobody's address begins with ${name}`);
  return found;
}

async function offer(page: Page, email: string, token: string): Promise<void> {
  await page.getByLabel("Jira site").selectOption("cloud");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Token").fill(token);
  await page.getByRole("button", { name: "Continue" }).click();
}

test("people of Jira Cloud register with an address and an API token", { tag: "@both" }, async ({ page, stack, sandbox }) => {
  const [katherine, annie] = await Promise.all([who(sandbox, "katherine"), who(sandbox, "annie")]);
  const cloud = sandbox.addresses.cloud;
  const addSite = (configuration: Record<string, any>) =>
    configuration.sites.push({
      id: "cloud",
      name: "Cloud",
      kind: "cloud",
      jira_url: cloud,
      confluence_url: `${cloud}/wiki`,
    });
  const change = (configuration: Record<string, any>) => {
    addSite(configuration);
    // The sandbox's model knows nobody of the Cloud site.
    configuration.providers[0].identity_match = "none";
  };
  await withConfiguration(stack, change, async () => {
    await open(page, "/register");
    await offer(page, annie.email, annie.api_token);
    await expect(page.getByText(/does not accept this token with this e-mail address/).first()).toBeVisible();
    await open(page, "/register");
    await offer(page, katherine.email, katherine.api_token);
    await expect(page.getByText("User authenticated successfully")).toBeVisible();
    await expect(page.getByText(katherine.account_id)).toBeVisible();
    await page.getByRole("button", { name: "Yes, this is me" }).click();
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByLabel("The same again").fill(PASSWORD);
    await page.getByRole("button", { name: /Create account|Set password/ }).click();
    await expect(page.getByText(/User creation successful|Password changed/)).toBeVisible();
    await page.getByLabel("Site").selectOption("cloud");
    await page.getByLabel("Employee ID, e-mail or name").fill(katherine.account_id);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/dashboard/);

    await open(page, "/connections");
    const confluence = page.getByRole("region", { name: "Confluence" });
    await expect(confluence.getByLabel("E-mail address")).toHaveValue(katherine.email);
    await confluence.getByLabel("Confluence API token").fill(katherine.api_token);
    await confluence.getByRole("button", { name: "Save Confluence" }).click();
    await confluence.getByRole("button", { name: "Test Confluence" }).click();
    await expect(confluence.getByText("Test successful - Employee ID matches Jira configuration")).toBeVisible();

    const model = page.getByRole("region", { name: "LLM" });
    await model.getByLabel("Cookie, token or key").fill((await sandbox.person(ADA)).llm_cookie);
    await model.getByRole("button", { name: "Save", exact: true }).click();
    await expect(model.getByText("Saved, not tested")).toBeVisible();
    await model.getByRole("button", { name: "Test LLM" }).click();
    await expect(model.getByText(/Successfully tested connection/)).toBeVisible();

    await writeDraft(page);
    await approve(page);
    await expect(document(page).getByText("Description, sent as a document of Jira Cloud")).toBeVisible();
    await takePictures(page, "cloud-approved");
    const key = await createInJira(page);
    await expect(issueLink(page)).toHaveAttribute("href", `${cloud}/browse/${key}`);
    const [issue] = await sandbox.issues();
    expect(issue?.fields.description).toMatchObject({ type: "doc", version: 1 });
    const [created] = await sandbox.requests("cloud.issue.create");
    expect(created).toMatchObject({ status: 201, who: katherine.account_id, path: "/rest/api/3/issue" });
  });
});

test("the form asks for what the chosen site needs", async ({ page, stack, sandbox }) => {
  const addSite = (configuration: Record<string, any>) =>
    configuration.sites.push({ id: "cloud", name: "Cloud", kind: "cloud", jira_url: sandbox.addresses.cloud });
  await withConfiguration(stack, addSite, async () => {
    await open(page, "/register");
    await expect(page.getByLabel("E-mail address")).toBeHidden();
    await page.getByLabel("Jira site").selectOption("cloud");
    await expect(page.getByLabel("E-mail address")).toBeVisible();
    await expect(page.getByText("Please provide your e-mail address and your Jira API token")).toBeVisible();
  });
});
