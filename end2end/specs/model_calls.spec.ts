import { document, revise, rules, untilReady, withDirectives, writeDraft } from "../fixtures/drafts.ts";
import { inspect, shots } from "../fixtures/inspection.ts";
import { open, reload } from "../fixtures/live_pages.ts";
import { GRACE } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("what the model was sent can be read, with what it took", { tag: "@both" }, async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await writeDraft(page, "Patients see who has read their letters.");
  await reload(page);
  await expect(rules(page).getByRole("region", { name: "Model" })).toContainText(/1 call · (about )?[\d,]+ tokens · /);
  await rules(page).getByRole("link", { name: "What was sent" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "What was sent" })).toBeVisible();
  const call = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Writing the draft" }) });
  await expect(call).toContainText("Company LLM · company-chat-1");
  await call.getByText("What was sent", { exact: true }).click();
  await expect(call.getByRole("group", { name: "What it was asked, with your text as data" })).toContainText("who has read their letters");
  await call.getByText("What came back", { exact: true }).click();
  await expect(call.getByRole("group", { name: "What came back" })).toContainText('"summary"');
});

test("calls that went wrong are there too", shots, async ({ page, people }) => {
  await people.signIn(page.context(), GRACE);
  await writeDraft(page, withDirectives("bad-json-once", "Patients hide letters they have read."));
  await revise(page, "Letters of a year ago stay hidden.");
  await expect(document(page).getByText("Letters of a year ago")).toBeVisible({ timeout: 20_000 });
  await untilReady(page);
  await open(page, `${new URL(page.url()).pathname}/calls`);
  await expect(page.getByRole("heading", { name: "Revising the draft" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Writing the draft" })).toHaveCount(2);
  await page.getByText("What was sent", { exact: true }).nth(1).click();
  await inspect(page, "model-calls");
});
