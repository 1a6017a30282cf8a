import {
  approve,
  continueButton,
  createInJira,
  document,
  startDraft,
  untilReady,
  withDirectives,
} from "../fixtures/drafts.ts";
import { reload } from "../fixtures/live_pages.ts";
import { ADA } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.setTimeout(120_000);

test("a power cut while the model writes loses neither text nor draft", async ({ pageOf, stack, sandbox, consoleGuard }) => {
  consoleGuard.allow(/net::ERR_|status of 5\d\d/, "the server is gone for a while");
  const page = await pageOf(ADA);
  const heading = document(page).getByRole("heading", { level: 1 });
  await startDraft(page, withDirectives("slow=60"));
  const story = document(page).getByText(/^As a patient I want to/);
  await expect(story).toBeVisible();
  const summary = await heading.innerText();

  await stack.killServer();
  await stack.startServer();
  await reload(page);
  await expect(heading).toHaveText(summary);
  await expect(story).toBeVisible();
  await expect(document(page)).toContainText(/interrupted/i);

  await continueButton(page).click();
  await untilReady(page);
  await expect(heading).toHaveText(summary);
  await expect.poll(async () => (await sandbox.modelCalls()).length).toBe(2);
  await approve(page);
  const key = await createInJira(page);
  expect((await sandbox.issues()).map((issue) => issue.key)).toEqual([key]);
});
