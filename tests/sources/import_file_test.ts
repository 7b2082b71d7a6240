import assert from "node:assert/strict";
import { checksumOf, type HashInfo } from "../../src/data/mod.ts";
import { parseYaml } from "@exp/formats";
import { formatImport } from "../../src/sources/import_file.ts";
import { depOf } from "../../src/sources/import_repo.ts";

const INFO: HashInfo = { algorithm: "md5", hash: "d".repeat(32), size: 3 };
const record = (rev: string, info: HashInfo | undefined = INFO) => ({
  dep: depOf("data", { url: "../x" }, rev),
  out: "data",
  info,
  frozen: true,
  hasChecksum: true,
});

Deno.test("a new file has DVC's order of keys, and the checksum of its content", () => {
  const text = formatImport(undefined, record("abc"), "data.dvc");

  assert.match(
    text,
    /^md5: [0-9a-f]{32}\nfrozen: true\ndeps:\n- path: data\n {2}repo:\n {4}url: \.\.\/x\n {4}rev_lock: abc\n/,
  );
  const content = parseYaml(text, { file: "data.dvc" }).value;
  assert.ok(content instanceof Map);
  assert.equal(content.get("md5"), checksumOf(content));
});

Deno.test("comments and what is no import's own stay when it moves on", () => {
  const before = formatImport(undefined, record("abc"), "data.dvc");
  const edited = `# from the other team\n${before}desc: cats\n`;

  const after = formatImport(edited, record("def"), "data.dvc");

  assert.match(after, /^# from the other team\n/);
  assert.match(after, /\ndesc: cats\n/);
  assert.match(after, /rev_lock: def\n/);
});

Deno.test("without its data the record has no hash", () => {
  const before = formatImport(undefined, record("abc"), "data.dvc");

  assert.match(
    formatImport(before, { ...record("def"), info: undefined }, "data.dvc"),
    /outs:\n- hash: md5\n {2}path: data\n$/,
  );
});
