// What a browser loads the first time, compressed, and what it loads again.
import { stat } from "node:fs/promises";
import { Client } from "./http.mjs";

export async function measureSizes(stack, person) {
  const { size } = await stat(stack.programs.server);
  const stranger = new Client(stack.address);
  const pages = { "/sign-in": await load(stranger, "/sign-in"), "/create": await load(person.client, "/create") };
  stranger.close();
  return { binary: size, pages };
}

/** The page's own text and every file it names, as they come with brotli. */
async function load(client, path) {
  const accept = { "accept-encoding": "br" };
  const page = await client.get(path);
  const files = [...new Set(page.body.toString().match(/\/(?:pkg|fonts)\/[\w./-]+\.(?:wasm|js|css|woff2)/g))];
  const loaded = { html: (await client.get(path, accept)).body.length, files: {}, again: 0 };
  for (const file of files) {
    const answer = await client.get(file, accept);
    if (answer.status !== 200) throw new Error(`${path} names ${file}, which answers ${answer.status}`);
    loaded.files[file] = answer.body.length;
    const again = await client.get(file, { ...accept, "if-none-match": answer.headers.etag });
    loaded.again += again.body.length;
  }
  const kinds = [".wasm", ".js", ".css"];
  const counted = files.filter((file) => kinds.some((kind) => file.endsWith(kind)));
  loaded.total = counted.reduce((sum, file) => sum + loaded.files[file], 0);
  return loaded;
}
