import { expect, test } from "../fixtures/test.ts";

test("pages carry the security headers", async ({ request }) => {
  const headers = (await request.get("/sign-in")).headers();
  const policy = headers["content-security-policy"] ?? "";
  expect(policy).toContain("'wasm-unsafe-eval'");
  expect(policy).toMatch(/'nonce-[A-Za-z0-9+/_=-]{16,}'/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe-inline");
  expect(policy).not.toMatch(/'unsafe-eval'/);
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["referrer-policy"]).toBe("same-origin");
  expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
  expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
  expect(headers["cache-control"]).toContain("no-store");
});

test("a nonce is used once", async ({ request }) => {
  const nonce = async () => /'nonce-([^']+)'/.exec((await request.get("/sign-in")).headers()["content-security-policy"] ?? "")?.[1];
  const first = await nonce();
  expect(first).toBeDefined();
  expect(await nonce()).not.toBe(first);
});

test("a request for another host is refused", async ({ request }) => {
  const answer = await request.get("/sign-in", { headers: { host: "elsewhere.example.org" } });
  expect(answer.status()).toBe(421);
});

test("every answer names its request", async ({ request }) => {
  expect((await request.get("/sign-in")).headers()["x-request-id"]).toMatch(/^[A-Za-z0-9-]{8,}$/);
  const given = await request.get("/healthz", { headers: { "x-request-id": "from-the-browser-test-1" } });
  expect(given.headers()["x-request-id"]).toBe("from-the-browser-test-1");
});
