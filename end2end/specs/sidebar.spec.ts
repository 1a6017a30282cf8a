import type { Page } from "@playwright/test";

import { open, reload } from "../fixtures/live_pages.ts";
import { GRACE, MAX } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const navigation = (page: Page) => page.getByRole("navigation", { name: "Main" });
const edge = (page: Page) => page.getByRole("separator", { name: "Width of the navigation" });
const collapse = (page: Page) => page.getByRole("button", { name: "Collapse navigation" });
const keepOpen = (page: Page) => page.getByRole("button", { name: "Keep navigation open" });

/** Where the page's content begins. */
async function contentLeft(page: Page): Promise<number> {
  return (await page.getByRole("main").boundingBox())!.x;
}

async function widthOf(page: Page): Promise<number> {
  return (await page.locator("#sidebar").boundingBox())!.width;
}

/** Waits until the server has remembered a change. */
function remembered(page: Page) {
  return page.waitForResponse((answer) => answer.url().endsWith("/api/fn/appearance/keep_sidebar") && answer.ok());
}

async function pin(page: Page): Promise<void> {
  if (await keepOpen(page).count()) await keepOpen(page).click();
  await expect(collapse(page)).toBeVisible();
}

test("unpinned it is a strip of icons that opens over the page and moves nothing", async ({ page, people, newContext }) => {
  await people.signIn(page.context(), GRACE, { model: false });
  await open(page, "/dashboard");
  await pin(page);
  const wide = await contentLeft(page);
  const kept = remembered(page);
  await collapse(page).click();
  await kept;
  await page.mouse.move(700, 400);
  await expect.poll(() => contentLeft(page)).toBeLessThan(wide - 80);
  const narrow = await contentLeft(page);
  await expect.poll(() => widthOf(page)).toBeLessThan(70);

  await navigation(page).getByRole("link", { name: "History" }).hover();
  await expect.poll(() => widthOf(page)).toBeGreaterThan(150);
  expect(await contentLeft(page)).toBe(narrow);
  await page.mouse.move(700, 400);
  await expect.poll(() => widthOf(page)).toBeLessThan(70);

  // The focus opens it, Esc closes it again.
  await page.keyboard.press("Tab");
  await navigation(page).getByRole("link", { name: "Dashboard" }).focus();
  await page.keyboard.press("Tab");
  await expect.poll(() => widthOf(page)).toBeGreaterThan(150);
  expect(await contentLeft(page)).toBe(narrow);
  await page.keyboard.press("Escape");
  await expect.poll(() => widthOf(page)).toBeLessThan(70);

  // It belongs to the person: another browser knows it, from the first byte.
  const elsewhere = await newContext();
  await people.signIn(elsewhere, GRACE, { model: false });
  const other = await elsewhere.newPage();
  const answer = await other.goto("/history");
  expect(await answer!.text()).toContain("nav-rail");
  expect(await contentLeft(other)).toBe(narrow);

  await open(page, "/dashboard");
  const again = remembered(page);
  await keepOpen(page).click();
  await again;
  await expect.poll(() => contentLeft(page)).toBe(wide);
});

test("its width is changed by keyboard and by dragging, within limits, and stays", async ({ page, people }) => {
  await people.signIn(page.context(), MAX, { model: false });
  await open(page, "/dashboard");
  await pin(page);
  await edge(page).focus();
  await page.keyboard.press("Home");
  await expect(edge(page)).toHaveAttribute("aria-valuenow", "44");
  const narrowest = await widthOf(page);
  await page.keyboard.press("ArrowLeft");
  expect(await widthOf(page)).toBe(narrowest);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(edge(page)).toHaveAttribute("aria-valuenow", "48");
  await page.keyboard.press("End");
  await expect(edge(page)).toHaveAttribute("aria-valuenow", "80");

  const grip = (await edge(page).boundingBox())!;
  const kept = remembered(page);
  await page.mouse.move(grip.x + grip.width / 2, 300);
  await page.mouse.down();
  await page.mouse.move(240, 300, { steps: 8 });
  await page.mouse.up();
  await kept;
  expect(Math.abs((await widthOf(page)) - 240)).toBeLessThan(8);
  const dragged = await widthOf(page);
  await reload(page);
  expect(await widthOf(page)).toBe(dragged);

  const usual = remembered(page);
  await edge(page).dblclick();
  await usual;
  await expect(edge(page)).toHaveAttribute("aria-valuenow", "52");
});

test("it is pinned and let go without scripts", { tag: "@no-js" }, async ({ page, people }) => {
  await people.signIn(page.context(), MAX, { model: false });
  await open(page, "/history");
  await pin(page);
  await collapse(page).click();
  await expect(page).toHaveURL(/\/history/);
  await page.mouse.move(700, 400);
  await expect.poll(() => widthOf(page)).toBeLessThan(70);
  await keepOpen(page).click();
  await expect(collapse(page)).toBeVisible();
  await expect(edge(page)).toBeHidden();
});
