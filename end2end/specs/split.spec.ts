import type { Page } from "@playwright/test";

import { approve, approveButton, createInJira, document, edit, issueLink, rules, startDraft, withDirectives } from "../fixtures/drafts.ts";
import { open, reload, untilLive } from "../fixtures/live_pages.ts";
import { GRACE } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const LARGE = withDirectives("points=8");

/** The parts, as they are proposed or made. */
function parts(page: Page, title: string | RegExp) {
  return document(page).getByRole("region", { name: title });
}

async function splitDraft(page: Page): Promise<void> {
  await startDraft(page, LARGE);
  await expect(parts(page, "Split into 3 parts")).toBeVisible({ timeout: 20_000 });
}

test("a draft that is too large becomes an epic with stories in it", { tag: "@both" }, async ({ page, people, sandbox }) => {
  await people.signIn(page.context(), GRACE);
  await splitDraft(page);
  const split = parts(page, "Split into 3 parts");
  await expect(split.getByText("8 points: 3 + 3 + 2")).toBeVisible();
  await expect(approveButton(page)).toBeDisabled();
  const first = split.getByRole("region", { name: "Part 1", exact: true });
  await first.getByRole("textbox", { name: "Summary" }).fill("The first step of moving it");
  await split.getByRole("button", { name: "Make 3 drafts" }).click();

  const made = parts(page, "3 parts");
  await expect(made.getByRole("listitem")).toHaveCount(3);
  const whole = page.url();
  await expect(page.getByRole("region", { name: "Requirement" }).getByText("Epic", { exact: true })).toBeVisible();
  await made.getByRole("link", { name: /The first step of moving it/ }).click();
  await expect(document(page).getByText(/^Part 1 of 3 of/)).toContainText("That one goes to Jira first.");
  const part = page.url();

  await open(page, whole);
  await approve(page);
  const epic = await createInJira(page);
  await open(page, part);
  await expect(page.getByText(`in ${epic}`)).toBeVisible();
  await approve(page);
  await createInJira(page);
  await expect(issueLink(page)).toBeVisible();
  await expect(document(page).getByText(/^Next/).getByRole("link")).toBeVisible();
  const calls = await sandbox.modelCalls();
  expect(calls).toHaveLength(2);
});

test("a part is refused before what it belongs to is in Jira", async ({ page, people, consoleGuard }) => {
  consoleGuard.allow(/status of 409/, "the epic comes first");
  await people.signIn(page.context(), GRACE);
  await splitDraft(page);
  await parts(page, "Split into 3 parts").getByRole("button", { name: "Make 3 drafts" }).click();
  await parts(page, "3 parts").getByRole("link").nth(1).click();
  await expect(document(page).getByText(/^Part 2 of 3 of/)).toBeVisible();
  await expect(document(page).getByText(/^After/)).toBeVisible();
  await approveButton(page).click();
  await expect(page.getByText(/which is not in Jira yet/)).toBeVisible();
});

test("the parts are held against the rules while they are changed, and save by themselves", async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await splitDraft(page);
  const split = parts(page, "Split into 3 parts");
  const make = split.getByRole("button", { name: "Make 3 drafts" });
  await expect(make).toBeEnabled();
  await split.getByRole("checkbox", { name: "Part 1 covers criterion 1" }).uncheck();
  await expect(split.getByRole("row", { name: /^1\..*Not covered by any part/ })).toBeVisible();
  await expect(split.getByText("One criterion is not covered by any part.")).toBeVisible();
  await expect(make).toBeDisabled();
  await split.getByRole("checkbox", { name: "Part 2 covers criterion 1" }).check();
  await expect(make).toBeEnabled();

  const second = split.getByRole("region", { name: "Part 2", exact: true });
  await second.getByRole("textbox", { name: "Points" }).fill("5");
  await expect(second.getByText(/5 points, at most 3/)).toBeVisible();
  await expect(split.getByText(/, estimated as 8$/)).toBeVisible();
  await expect(make).toBeDisabled();
  await second.getByRole("textbox", { name: "Points" }).fill("3");
  await second.getByRole("textbox", { name: "Summary" }).fill("What the receptionist sees");
  await second.getByRole("textbox", { name: "Summary" }).press("Enter");
  await expect(split.getByText("Saved", { exact: true })).toBeVisible();
  await expect(split.getByRole("region", { name: /^Part/ })).toHaveCount(3);
  await reload(page);
  await expect(second.getByRole("textbox", { name: "Summary" })).toHaveValue("What the receptionist sees");
  await expect(split.getByRole("checkbox", { name: "Part 2 covers criterion 1" })).toBeChecked();

  // Another criterion is not covered before somebody says so.
  await (await edit(page, "Acceptance criteria")).first().press("ControlOrMeta+End");
  await page.keyboard.type("\nA letter confirms it.");
  await expect(split.getByText("The draft’s criteria have changed since it was split.")).toBeVisible();
  await expect(make).toBeDisabled();
  await split.getByRole("button", { name: "Take the new criteria" }).click();
  await expect(split.getByRole("row", { name: /^5\..*A letter confirms it\. Not covered by any part/ })).toBeVisible();
  await split.getByRole("checkbox", { name: "Part 3 covers criterion 5" }).check();
  await expect(make).toBeEnabled();

  // What was typed last goes with the step.
  await second.getByRole("textbox", { name: "Summary" }).fill("What the receptionist sees at once");
  await split.getByRole("button", { name: "Add a part" }).click();
  const four = parts(page, "Split into 4 parts");
  await expect(four.getByRole("textbox", { name: "Summary" }).nth(1)).toHaveValue("What the receptionist sees at once");
  await expect(four.getByText("One part breaks a rule.")).toBeVisible();
  await four.getByText("Remove part 4").click();
  await four.getByRole("region", { name: "Part 4", exact: true }).getByRole("button", { name: "Remove it" }).click();
  await expect(split).toBeVisible();
  // Each part keeps its own texts when one before it goes.
  await split.getByRole("textbox", { name: "Summary" }).first().fill("What goes");
  const kept = await split.getByRole("textbox", { name: "Acceptance criteria" }).nth(2).inputValue();
  await split.getByText("Remove part 1").click();
  await split.getByRole("region", { name: "Part 1", exact: true }).getByRole("button", { name: "Remove it" }).click();
  const two = parts(page, "Split into 2 parts");
  await expect(two.getByRole("textbox", { name: "Summary" }).first()).toHaveValue("What the receptionist sees at once");
  await expect(two.getByRole("textbox", { name: "Acceptance criteria" }).nth(1)).toHaveValue(kept);
  await two.getByText("Throw the parts away").click();
  await two.getByRole("button", { name: "Throw them away" }).click();
  await expect(parts(page, "Split")).toBeVisible();
  await expect(rules(page).getByRole("link", { name: "Split it" })).toBeVisible();
});

test("what was changed before the scripts ran is taken over and saved", async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await splitDraft(page);
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  await page.reload({ waitUntil: "domcontentloaded" });
  const split = parts(page, "Split into 3 parts");
  const second = split.getByRole("region", { name: "Part 2", exact: true });
  await second.getByRole("textbox", { name: "Summary" }).fill("Written before the scripts ran");
  await split.getByRole("checkbox", { name: "Part 3 covers criterion 1" }).check();
  await split.getByLabel("How the parts belong together").selectOption("siblings");
  release();
  await untilLive(page);
  await expect(split.getByText("Saved", { exact: true })).toBeVisible();
  await reload(page);
  await expect(second.getByRole("textbox", { name: "Summary" })).toHaveValue("Written before the scripts ran");
  await expect(split.getByRole("checkbox", { name: "Part 3 covers criterion 1" })).toBeChecked();
  await expect(split.getByLabel("How the parts belong together")).toHaveValue("siblings");
});

test("issues side by side take the draft's place, and that can be taken back", { tag: "@both" }, async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await splitDraft(page);
  const split = parts(page, "Split into 3 parts");
  await split.getByLabel("How the parts belong together").selectOption("Issues side by side in place of this one");
  await split.getByRole("button", { name: "Make 3 drafts" }).click();
  const made = parts(page, "3 parts");
  await expect(made.getByRole("listitem")).toHaveCount(3);
  await expect(document(page).getByText("Split into parts", { exact: true })).toBeVisible();
  await made.getByRole("button", { name: "Take the split back" }).click();
  await expect(split).toBeVisible();
  await expect(split.getByLabel("How the parts belong together")).toHaveValue("siblings");
});
