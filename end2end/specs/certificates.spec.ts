// A company whose Confluence has a certificate of its own making.
import type { Page } from "@playwright/test";

import { withConfiguration } from "../fixtures/configuration.ts";
import { open } from "../fixtures/live_pages.ts";
import { GRACE, MAX, type People } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { authority, certificateFile, tlsFront } from "../fixtures/tls_front.ts";
import type { Sandbox } from "../stack/sandbox.ts";
import type { Stack } from "../stack/stack.ts";

test.setTimeout(90_000);

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/status of 422/, "certificates are refused on purpose");
});

function card(page: Page) {
  return page.getByRole("region", { name: "Confluence" });
}

async function save(page: Page, token: string, url: string): Promise<void> {
  await open(page, "/connections");
  await card(page).getByLabel("Address").fill(url);
  await card(page).getByLabel("Confluence access token").fill(token);
  await card(page).getByRole("button", { name: "Save Confluence" }).click();
  await expect(card(page).getByText("Saved, not tested")).toBeVisible();
}

async function testIt(page: Page): Promise<void> {
  await card(page).getByRole("button", { name: "Test Confluence" }).click();
}

async function trust(page: Page, pem: string): Promise<void> {
  const box = card(page).getByLabel("Certificate (PEM)");
  // The page is made anew after a test, which may close what was just opened.
  await expect(async () => {
    if (!(await box.isVisible())) await card(page).getByText(/^Trust (a|another) CA certificate/).click();
    await box.fill(pem, { timeout: 500 });
    await card(page).getByRole("button", { name: "Trust", exact: true }).click({ timeout: 500 });
  }).toPass();
  await expect(card(page).getByText("Saved, not tested")).toBeVisible();
  await expect(card(page).getByText("1 CA certificate trusted")).toBeVisible();
}

interface Company {
  stack: Stack;
  sandbox: Sandbox;
  people: People;
}

async function behind(
  { stack, sandbox }: Company,
  certificate: "server" | "other_host" | "expired",
  story: (url: string) => Promise<void>,
): Promise<void> {
  const front = await tlsFront(certificate, sandbox.addresses.confluence);
  const url = `${front.origin}/confluence`;
  try {
    await withConfiguration(stack, (configuration) => (configuration.sites[0].confluence_url = url), () => story(url));
  } finally {
    front.close();
    front.closeAllConnections();
  }
}

test("an unknown, a wrong and the right authority", { tag: "@both" }, async ({ page, stack, sandbox, people }) => {
  const max = await people.signIn(page.context(), MAX, { model: false });
  await behind({ stack, sandbox, people }, "server", async (url) => {
    await save(page, max.confluence_token, url);
    await testIt(page);
    await expect(card(page).getByText(/issued by an authority that is not trusted here/)).toBeVisible();
    await trust(page, await authority("other_ca"));
    await testIt(page);
    await expect(card(page).getByText(/not issued by the CA certificate that you uploaded/)).toBeVisible();
    await trust(page, await authority("ca"));
    await testIt(page);
    await expect(card(page).getByText("Test successful - Employee ID matches Jira configuration")).toBeVisible();
    await expect(card(page).getByText("O=Example Clinic, CN=Clinic Test CA")).toBeVisible();
    await card(page).getByRole("button", { name: "Remove" }).click();
    await expect(card(page).getByText("Saved, not tested")).toBeVisible();
    await expect(card(page).getByText("Trust a CA certificate")).toBeVisible();
  });
});

test("a certificate for another host, and one whose time is over", async ({ page, stack, sandbox, people }) => {
  const grace = await people.signIn(page.context(), GRACE, { model: false });
  const cases: ["other_host" | "expired", RegExp][] = [
    ["other_host", /belongs to another host name than the one in the address/],
    ["expired", /certificate has expired/],
  ];
  for (const [certificate, words] of cases) {
    await behind({ stack, sandbox, people }, certificate, async (url) => {
      await save(page, grace.confluence_token, url);
      await trust(page, await authority("ca"));
      await testIt(page);
      await expect(card(page).getByText(words)).toBeVisible();
    });
  }
});

test("a certificate comes from a file too, and what is none is refused in words", async ({ page, people }) => {
  await people.signIn(page.context(), MAX, { model: false });
  await open(page, "/connections");
  const jira = page.getByRole("region", { name: "Jira" });
  await jira.getByText("Trust a CA certificate").click();
  await jira.getByLabel("File").setInputFiles(certificateFile("server"));
  await expect(jira.getByLabel("Certificate (PEM)")).toHaveValue(/BEGIN CERTIFICATE/);
  await jira.getByRole("button", { name: "Trust", exact: true }).click();
  await expect(jira.getByText(/is not a certificate authority/).first()).toBeVisible();
  await jira.getByLabel("Certificate (PEM)").fill("-----BEGIN PRIVATE KEY-----");
  await jira.getByRole("button", { name: "Trust", exact: true }).click();
  await expect(jira.getByText(/contains a private key/).first()).toBeVisible();
});
