// Prints "passed failed skipped" from Playwright's JSON report. A test that only passed when tried again counts as
// failed, and so does an error outside of any test.
import { readFileSync } from "node:fs";

const { stats, errors } = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(stats.expected, stats.unexpected + stats.flaky + errors.length, stats.skipped);
