import { deepEqual } from "node:assert/strict";
import { headerReader } from "../../src/storage/rclone_headers.ts";

/** As both releases write it: request and answer by the address of the request, each followed by its text. */
function exchange(request: string, path: string, answer: string): { asked: string[]; answered: string[] } {
  const line = (msg: string) => JSON.stringify({ level: "debug", msg, source: "fshttp/http.go:268" });
  return {
    asked: [line(`HTTP REQUEST (req ${request})`), line(`HEAD ${path} HTTP/1.1\r\nHost: s.example\r\n\r\n`)],
    answered: [line(`HTTP RESPONSE (req ${request})`), line(answer)],
  };
}

Deno.test("an object's ETag, version and time are those of its own answer, however the answers come", () => {
  const one = exchange(
    "0xc01",
    "/bucket/v/e/a%20b",
    `HTTP/1.1 200 OK\r\nEtag: "764e"\r\nLast-Modified: Sun, 29 Nov 2026 21:22:12 GMT\r\nX-Amz-Version-Id: 5393\r\n\r\n`,
  );
  const two = exchange("0xc02", "/bucket/v/a%20b", `HTTP/1.1 200 OK\r\nEtag: "ffff"\r\nX-Amz-Version-Id: null\r\n\r\n`);
  const gone = exchange("0xc03", "/bucket/v/gone", `HTTP/1.1 404 NOT FOUND\r\nEtag: "0000"\r\n\r\n`);
  const reader = headerReader("s3");

  for (const line of [...one.asked, ...two.asked, ...gone.asked]) reader.add(line);
  for (const line of [...gone.answered, ...two.answered, ...one.answered]) reader.add(line);

  const mtimeMs = Date.UTC(2026, 10, 29, 21, 22, 12);
  deepEqual(reader.marksOf("v", "e/a b"), { etag: "764e", versionId: "5393", mtimeMs });
  deepEqual(reader.marksOf("v", "a b"), { etag: "ffff" });
  deepEqual(reader.marksOf("v", "gone"), {});
});

Deno.test("an ETag is written down as DVC does: Azure's with its quotes, Google's in hex", () => {
  const etagOf = (backend: string, etag: string) => {
    const reader = headerReader(backend);
    const { asked, answered } = exchange("0xc01", "/c/x", `HTTP/1.1 200 OK\r\nEtag: ${etag}\r\n\r\n`);
    for (const line of [...asked, ...answered]) reader.add(line);
    return reader.marksOf("", "x").etag;
  };

  deepEqual(etagOf("azureblob", '"0x8D"'), '"0x8D"');
  deepEqual(etagOf("google cloud storage", "CJDxyKTwl4kDEAE="), "0890f1c8a4f09789031001");
});

Deno.test("an object that is encrypted by a key of somebody's own says that its ETag is no MD5", () => {
  const hides = (header: string) => {
    const reader = headerReader("s3");
    const { asked, answered } = exchange("0xc01", "/b/x", `HTTP/1.1 200 OK\r\nEtag: "ff"\r\n${header}\r\n\r\n`);
    for (const line of [...asked, ...answered]) reader.add(line);
    return reader.marksOf("", "x").hidesMd5;
  };

  deepEqual(hides("X-Amz-Server-Side-Encryption: aws:kms"), true);
  deepEqual(hides("X-Amz-Server-Side-Encryption-Customer-Algorithm: AES256"), true);
  deepEqual(hides("X-Amz-Server-Side-Encryption: AES256"), undefined);
});
