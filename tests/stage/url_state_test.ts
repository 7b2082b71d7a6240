import assert from "node:assert/strict";
import fc from "fast-check";
import { emitYaml, parseYaml } from "@exp/formats";
import { isMap } from "../../src/common/mod.ts";
import { fileState, folderState, hashingOf, isAsLocked, urlItem, wishOf } from "../../src/stage/url_state.ts";

const HASH = fc.string({ minLength: 1, maxLength: 40 });
const URLS = ["s3://b/f", "gs://b/f", "azure://c/f", "http://h/f", "https://h/f", "ssh://h/f", "gdrive://r/f"];
const FILE = fc.record({ size: fc.nat(), md5: HASH, etag: HASH }, { noNullPrototype: true });

Deno.test("what is written of a URL is, read again, what it was; anything else is a change", () => {
  fc.assert(fc.property(fc.constantFrom(...URLS), FILE, HASH, (url, file, other) => {
    const state = fileState(hashingOf(url), { path: "f", ...file })!;

    const text = emitYaml(urlItem(url, state, undefined));
    const item = parseYaml(text, { file: "dvc.lock" }).value;

    assert.ok(isMap(item));
    assert.ok(isAsLocked(state, item));
    const changed = { ...state, hash: { ...state.hash, value: `${state.hash.value}${other}` } };
    assert.ok(!isAsLocked(changed, item));
  }));
});

Deno.test("a folder's hash depends on each file's path and hash, and on nothing else", () => {
  const files = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,6}$/), FILE), {
    selector: ([path]) => path,
    minLength: 1,
  });
  const hashOf = (all: readonly (readonly [string, { size: number; etag: string }])[]) =>
    folderState(hashingOf("s3://b/d"), all.map(([path, file]) => ({ path, ...file })))!.hash.value;
  fc.assert(fc.property(files, fc.nat(), (all, seed) => {
    const hash = hashOf(all);
    const place = seed % all.length;
    const [path, file] = all[place]!;

    assert.equal(hashOf([...all].reverse()), hash);
    assert.notEqual(hashOf(all.with(place, [path, { ...file, etag: `${file.etag}!` }])), hash);
    assert.notEqual(hashOf(all.with(place, [`${path}0`, file])), hash);
  }));
});

Deno.test("keys stand as DVC writes them, whatever kind of hash it is", () => {
  const version = fileState(hashingOf("s3://b/f"), { path: "f", size: 6, etag: "e", versionId: "v" })!;
  const folder = folderState(hashingOf("azure://c/d"), [{ path: "x", size: 2, etag: '"0x8"' }])!;
  const page = fileState(hashingOf("http://h/f"), { path: "f", size: 6, etag: '"6-1"' })!;

  assert.equal(
    emitYaml(urlItem("s3://b/f", version, undefined)),
    "path: s3://b/f\nhash: md5\netag: e\nsize: 6\nversion_id: v\n",
  );
  // the MD5 of [{"etag": "\"0x8\"", "relpath": "x"}]
  assert.equal(
    emitYaml(urlItem("azure://c/d", folder, undefined)),
    "path: azure://c/d\nhash: md5\nmd5: e3987b71576921e7608c573026b38cff.dir\nsize: 2\nnfiles: 1\n",
  );
  assert.equal(
    emitYaml(urlItem("http://h/f", page, undefined)),
    "path: http://h/f\nhash: md5\nchecksum: '\"6-1\"'\nsize: 6\n",
  );
});

Deno.test("a place is asked for what it tells its files apart by; without that nothing is known", () => {
  assert.deepEqual(URLS.map((url) => [url.split(":")[0], wishOf(hashingOf(url)), hashingOf(url).name]), [
    ["s3", { etag: true }, "etag"],
    ["gs", { etag: true }, "etag"],
    ["azure", { etag: true }, "etag"],
    ["http", { etag: true }, "checksum"],
    ["https", { etag: true }, "checksum"],
    ["ssh", { md5: true }, "md5"],
    ["gdrive", { md5: true }, "checksum"],
  ]);
  assert.equal(fileState(hashingOf("s3://b/f"), { path: "f", size: 1, md5: "m" }), undefined);
  assert.equal(folderState(hashingOf("ssh://h/d"), [{ path: "f", size: 1 }]), undefined);
});
