import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { hashesBeginning, hashInTree, spliceTree } from "../../src/data/tree_text.ts";
import { formatTree } from "../../src/data/tree.ts";

const HASH = fc.stringMatching(/^[0-9a-f]{32}$/);
const PATH = fc.oneof(
  fc.string({ minLength: 1, maxLength: 4 }),
  fc.constantFrom(
    "a",
    "a/b",
    "ab",
    "z",
    "Z",
    '"',
    '{"md5": "',
    "\\",
    "\\\\",
    '", "relpath": "',
    "\u{1f600}",
    "\uffee",
    ", ",
  ),
);
const FILES = fc.dictionary(PATH, HASH, { maxKeys: 12 }).map((files) => new Map(Object.entries(files)));
const CHANGES = fc.array(fc.tuple(PATH, fc.option(HASH, { nil: undefined })), { maxLength: 8 })
  .map((changes) => new Map(changes));
const textOf = (files: ReadonlyMap<string, string>) =>
  formatTree([...files].map(([relpath, hash]) => ({ relpath, hash }))).text;

Deno.test("a folder object's text that was edited is what would be made of the edited entries", () => {
  fc.assert(fc.property(FILES, CHANGES, (files, changes) => {
    const edited = new Map(files);
    for (const [relpath, hash] of changes) hash === undefined ? edited.delete(relpath) : edited.set(relpath, hash);

    equal(spliceTree(textOf(files), changes), textOf(edited));
  }));
});

Deno.test("a path's hash is found in a folder object's text, and only where the path is", () => {
  fc.assert(fc.property(FILES, PATH, (files, path) => {
    for (const relpath of [path, ...files.keys()]) equal(hashInTree(textOf(files), relpath), files.get(relpath));
  }));
});

Deno.test("the hashes that begin alike are found in a folder object's text", () => {
  fc.assert(fc.property(FILES, fc.constantFrom("", "0", "a", "ff"), (files, digits) => {
    const wanted = [...files.values()].filter((hash) => hash.startsWith(digits));

    deepEqual(hashesBeginning(textOf(files), digits).sort(), wanted.sort());
  }));
});
