// How the browser tests run. Each worker has a server and a sandbox of its own (stack/), so tests in different
// workers cannot disturb each other; within a worker they run one after the other. One worker keeps two cores busy.
import { defineConfig, devices } from "@playwright/test";

const continuousIntegration = process.env.CI === "true";

export default defineConfig({
  testDir: "specs",
  outputDir: "test-results",
  // A test that only passes when tried again hides a fault.
  retries: 0,
  workers: Number(process.env.BROWSER_WORKERS ?? 1),
  fullyParallel: false,
  forbidOnly: continuousIntegration,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
  projects: [
    { name: "with JavaScript", grepInvert: /@no-js/ },
    // Only what is tagged: @both for tests that must pass either way, @no-js for those that make no sense with it.
    { name: "without JavaScript", grep: /@both|@no-js/, use: { javaScriptEnabled: false } },
  ],
});
