// The REST interface against its own description: schemathesis makes requests that fit and requests that do not, and
// looks at every answer. The same requests each time.
import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { join, resolve } from "node:path";

import { ADA } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const SCHEMATHESIS = process.env.SCHEMATHESIS ?? join(ROOT, ".venv/bin/schemathesis");
const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
  "negative_data_rejection",
  "missing_required_header",
  "unsupported_method",
  "allow_header_conformance",
  "use_after_free",
  "ignored_auth",
];

test("no answer is outside the description, and none is an error of ours", async ({ page, people, stack, sandbox }) => {
  test.setTimeout(240_000);
  await access(SCHEMATHESIS);
  await sandbox.setModelPace(0);
  await people.signIn(page.context(), ADA);
  const scopes = ["drafts:read", "drafts:write", "jobs:read", "jobs:write"];
  const form = new URLSearchParams([["name", "A fuzzer"], ["days", "1"], ...scopes.map((scope) => ["scopes[]", scope])]);
  const made = await page.request.post(`${stack.address}/api/fn/api_tokens/create`, {
    headers: { accept: "application/json", origin: stack.address, "content-type": "application/x-www-form-urlencoded" },
    data: form.toString(),
  });
  expect(made.status()).toBe(200);
  const token = ((await made.json()) as { text: string }).text;
  const { code, output } = await run([
    "run",
    `${stack.address}/api/v1/openapi.json`,
    ...["--header", `Authorization: Bearer ${token}`],
    // Streams stay open; the host's own tests look at them.
    ...["--exclude-operation-id", "follow_job", "--exclude-operation-id", "open_socket"],
    ...["--checks", CHECKS.join(",")],
    ...["--phases", "examples,coverage,fuzzing"],
    ...["--max-examples", "25", "--seed", "7", "--generation-deterministic"],
    ...["--generation-with-security-parameters", "false"],
    ...["--rate-limit", "45/s", "--continue-on-failure"],
  ]);
  expect(code, output).toBe(0);
});

async function run(parameters: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolved) => {
    const options = { cwd: ROOT, env: { ...process.env, NO_COLOR: "1" }, maxBuffer: 64 * 1024 * 1024 };
    execFile(SCHEMATHESIS, parameters, options, (error, stdout, stderr) => {
      const code = error ? Number(error.code ?? 1) : 0;
      const output = `${stdout}\n${stderr}`.replace(/\S{600,}/g, (long) => `${long.slice(0, 300)}…`);
      resolved({ code, output: output.slice(-12_000) });
    });
  });
}
