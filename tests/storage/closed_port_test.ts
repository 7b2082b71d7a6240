/** Where nobody listens, that is said after a bounded number of tries, by each kind of server that a real rclone calls. */
import { rejects } from "node:assert/strict";
import { createHost } from "../../src/host/mod.ts";
import { openStorage } from "../../src/storage/mod.ts";

const PROGRAM = Deno.env.get("EXP_RCLONE") ?? "rclone";
const hasRclone =
  new Deno.Command("sh", { args: ["-c", `command -v ${PROGRAM}`], stdout: "null" }).outputSync().success;
/** Of many, each would be tried on its own, and wait for the others: 128 seconds for a dozen by WebDAV. */
const LIMIT_MS = 100_000;
const PATHS = Array.from({ length: 40 }, (_, i) => `files/${i}`);

const port = closedPort();
const PLACES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [`webdav://127.0.0.1:${port}/data`]: { user: "ada", password: "secret" },
  "s3://bucket/data": { endpointurl: `http://127.0.0.1:${port}`, access_key_id: "id", secret_access_key: "key" },
  "gs://bucket/data": { endpointurl: `http://127.0.0.1:${port}`, allow_anonymous_login: "true" },
};

for (const [url, options] of Object.entries(PLACES)) {
  const scheme = url.replace(/:.*/, "");
  Deno.test({
    name: `${scheme}: a closed port is said as such${hasRclone ? "" : " (left out: there is no rclone)"}`,
    ignore: !hasRclone,
    async fn() {
      const storage = await openStorage(createHost(), { url, options: new Map(Object.entries(options)) });
      const limit = new AbortController();
      const timer = setTimeout(() => limit.abort(), LIMIT_MS);
      const { signal } = limit;

      await rejects(storage.look(PATHS, { signal }), /remote-failed\/storage.*connection refused/);
      await rejects(storage.fetch(PATHS, "/nowhere", { signal }), /remote-failed\/storage.*connection refused/);
      clearTimeout(timer);
    },
  });
}

function closedPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}
