// HTTP as a browser of one person speaks it: one connection kept open, cookies, forms, event streams.
import http from "node:http";

export class Client {
  constructor(address) {
    this.address = new URL(address);
    this.cookies = new Map();
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 256, maxFreeSockets: 256, noDelay: true });
  }

  get cookieHeader() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** The answer with its whole body; `at` is when its headers came. */
  async get(path, headers = {}) {
    const answer = await this.open("GET", path, headers);
    return { ...answer, body: await whole(answer.stream) };
  }

  /** Calls a server function as the pages do and returns what it answers. */
  async call(name, fields = {}) {
    const body = new URLSearchParams(fields).toString();
    const headers = {
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
      origin: this.address.origin,
    };
    const answer = await this.open("POST", `/api/fn/${name}`, headers, body);
    const text = (await whole(answer.stream)).toString();
    if (answer.status >= 400) throw new Error(`${name} answered ${answer.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  async open(method, path, headers = {}, body = "") {
    const request = http.request(new URL(path, this.address), {
      method,
      agent: this.agent,
      headers: { ...headers, ...(this.cookies.size > 0 ? { cookie: this.cookieHeader } : {}) },
    });
    const answered = new Promise((resolve, reject) => request.on("response", resolve).on("error", reject));
    request.end(body);
    const stream = await answered;
    for (const line of stream.headers["set-cookie"] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.cookies.set(name, value);
    }
    return { status: stream.statusCode, headers: stream.headers, stream, at: performance.now() };
  }

  close() {
    this.agent.destroy();
  }
}

export async function whole(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The events of a stream as `{ name, data, bytes, at }`: `bytes` as they came over the wire, framing included. */
export async function* events(stream) {
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    const at = performance.now();
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      const text = rest.subarray(0, end).toString();
      rest = rest.subarray(end + 2);
      const field = (key) => new RegExp(`^${key}: ?(.*)$`, "m").exec(text)?.[1];
      yield { name: field("event") ?? "", data: field("data") ?? "", bytes: end + 2, at };
    }
  }
}
