import { projectBox } from "../fixtures/drafts.ts";
import { open } from "../fixtures/live_pages.ts";
import { MAX } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("a favourite with a name of one's own comes first where a project is chosen", { tag: "@both" }, async ({ page, people }) => {
  await people.signIn(page.context(), MAX);
  await open(page, "/projects");
  const list = page.getByRole("region", { name: "Projects" });
  await expect(list).toContainText("CLINIC");
  await expect(list, "he may not create there").not.toContainText("READONLY");
  const star = list.getByRole("button", { name: "Make PORTAL a favourite" });
  if (await star.isVisible()) await star.click();
  await expect(list.getByRole("button", { name: /PORTAL is a favourite/ })).toBeVisible();
  await expect(list.getByRole("listitem").first()).toContainText("PORTAL");
  await list.getByLabel("Your own name for PORTAL").click();
  const name = list.getByRole("textbox", { name: "Your own name" }).filter({ visible: true });
  await name.fill("Patients");
  await list.getByRole("button", { name: "Save" }).filter({ visible: true }).click();
  await expect(list.getByRole("listitem").first()).toContainText("Patients");
  await open(page, "/projects?query=patients");
  await expect(list.getByRole("listitem")).toHaveCount(1);

  await open(page, "/create");
  await expect(projectBox(page)).toHaveAttribute("list", "project-choices");
  await expect(page.locator("#project-choices option").first()).toHaveAttribute("value", "PORTAL");
});

test("hundreds of projects come in pages, and Jira being away is said", async ({ page, people, sandbox }) => {
  await people.signIn(page.context(), MAX);
  const body = Array.from({ length: 120 }, (_, n) => ({ id: `${n}`, key: `P${n}A`, name: `Project number ${n}` }));
  await sandbox.addFaults([
    { target: "jira.project.list", action: { status: 200, body } },
    { target: "jira.permissions", action: { status: 200, body: { permissions: { CREATE_ISSUES: { havePermission: true } } } } },
  ]);
  await open(page, "/projects");
  await page.getByRole("button", { name: "Refresh" }).click();
  const list = page.getByRole("region", { name: "Projects" });
  await expect(list.getByRole("listitem")).toHaveCount(50);
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page).toHaveURL(/page=1/);
  await expect(page.getByRole("link", { name: "Previous" })).toBeVisible();
  await sandbox.clearFaults();
  await sandbox.addFaults({ target: "jira.project.list", action: { status: 503 } });
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(page.getByText("Out of date")).toBeVisible();
  await sandbox.clearFaults();
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(page.getByText("Out of date")).toBeHidden();
});

test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/status of 503/, "Jira is away on purpose");
});
