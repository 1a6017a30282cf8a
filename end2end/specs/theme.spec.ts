import type { Page } from "@playwright/test";

import { open, untilLive } from "../fixtures/live_pages.ts";
import { GRACE } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

async function choose(page: Page, theme: string): Promise<void> {
  await page.getByLabel(/^Account of/).click();
  await page.getByRole("group", { name: "Theme" }).getByRole("button", { name: theme }).click();
}

test("the chosen theme stays, and pages come in it from the first byte", async ({ page, people }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await people.signIn(page.context(), GRACE, { model: false });
  await open(page, "/dashboard");
  const light = await background(page);
  await choose(page, "Dark");
  await expect.poll(() => background(page)).not.toBe(light);
  const dark = await background(page);

  const answer = await page.goto("/history");
  const theme = await page.locator("html").getAttribute("data-theme");
  expect(theme).not.toBeNull();
  expect(await answer!.text(), "the server already says so").toContain(`data-theme="${theme}"`);
  await untilLive(page);
  expect(await background(page)).toBe(dark);

  await choose(page, "Light");
  await expect.poll(() => background(page)).toBe(light);
  await choose(page, "System");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(() => background(page)).toBe(dark);
});
