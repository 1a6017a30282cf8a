import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { open } from "../fixtures/live_pages.ts";
import { expect, test } from "../fixtures/test.ts";

test("configuration is followed while running, and a broken one is not used", async ({ page, stack, request }) => {
  const path = join(stack.configDirectory, "config.json");
  const good = await readFile(path, "utf8");
  const name = page.getByText("The Clinic’s Agent");
  const logged = () => stack.serverLog.join("\n");
  try {
    const renamed = JSON.parse(good);
    renamed.application.name = "The Clinic’s Agent";
    await writeFile(path, JSON.stringify(renamed, null, 2));
    await expect(async () => {
      await page.goto("/sign-in");
      await expect(name).toBeVisible({ timeout: 100 });
    }).toPass({ timeout: 10_000 });

    await writeFile(path, `${JSON.stringify(renamed, null, 2).slice(0, -40)}`);
    await expect.poll(logged).toMatch(/configuration not in use/);
    const invalid = structuredClone(renamed);
    invalid.limits.job_minutes = "thirty";
    await writeFile(path, JSON.stringify(invalid, null, 2));
    await expect.poll(logged, "the log names file, line and path").toMatch(/config\.json, line \d+.*limits\.job_minutes/);
    expect((await request.get("/healthz")).status()).toBe(200);
    expect((await request.get("/readyz")).status()).toBe(200);
    await open(page, "/sign-in");
    await expect(name).toBeVisible();
  } finally {
    await writeFile(path, good);
  }
  await expect(async () => {
    await page.goto("/sign-in");
    await expect(name).toBeHidden({ timeout: 100 });
  }).toPass({ timeout: 10_000 });
});
