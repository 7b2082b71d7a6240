import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { DataIndex, entryOf } from "../../src/compare/data_index.ts";
import { type Change, indexChanges } from "../../src/compare/index_changes.ts";
import { formatTree } from "../../src/data/mod.ts";

type Files = Readonly<Record<string, string>>;

const hashOf = (content: string) => content.padEnd(32, "0").slice(0, 32);

/** Paths to contents; a folder's files are an object, `null` where nobody knows them. */
function index(entries: Readonly<Record<string, string | Files | null>>): DataIndex {
  const made = new DataIndex();
  for (const [path, content] of Object.entries(entries)) {
    if (typeof content === "string") made.add(entryOf(path, { algorithm: "md5", hash: hashOf(content) }));
    else if (content === null) {
      made.add(entryOf(path, { algorithm: "md5", hash: `${hashOf("f")}.dir` }), () => undefined);
    } else {
      const tree = Object.entries(content).map(([relpath, text]) => ({ relpath, hash: hashOf(text) }));
      made.add(entryOf(path, { algorithm: "md5", hash: formatTree(tree).hash }), () => tree);
    }
  }
  return made;
}

function told({ kind, old, new: fresh }: Change): string {
  return kind === "renamed" ? `renamed ${old?.path} ${fresh?.path}` : `${kind} ${(fresh ?? old)?.path}`;
}

function changes(old: DataIndex, fresh: DataIndex, shallow = false): string[] {
  return indexChanges(old, fresh, { hashOnly: true, shallow }).filter((change) => (change.old ?? change.new)?.hash)
    .map(told);
}

Deno.test("folders are compared by their hash alone, or file by file", () => {
  const old = index({ d: { a: "1", b: "2", "s/c": "3" }, f: "4" });
  const fresh = index({ d: { a: "1", b: "x", "s/n": "5" }, f: "4" });

  deepEqual(changes(old, fresh, true), ["modified d", "unchanged f"]);
  deepEqual(changes(old, fresh), [
    "modified d",
    "unchanged f",
    "unchanged d/a",
    "modified d/b",
    "added d/s/n",
    "deleted d/s/c",
  ]);
});

Deno.test("what is gone and has come again under another name was renamed, the first by its path first", () => {
  const old = index({ x: "same", "d/y": "same", z: "own" });
  const fresh = index({ b: "same", a: "same", c: "same", z: "own" });

  deepEqual(changes(old, fresh), ["unchanged z", "renamed d/y a", "renamed x b", "added c"]);
});

Deno.test("of what lies in a folder that nobody knows nothing is said but that", () => {
  deepEqual(changes(index({ d: null }), index({ d: { a: "1", "s/b": "2" } })), [
    "modified d",
    "unknown d/a",
    "unknown d/s/b",
  ]);
});

Deno.test("a root inside of a folder is compared alone", () => {
  const sides = [index({ d: { a: "1", b: "2" } }), index({ d: { a: "x", b: "y" } })] as const;

  deepEqual(indexChanges(...sides, { hashOnly: false, shallow: false, roots: ["d/b"] }).map(told), ["modified d/b"]);
});

const someFiles = fc.dictionary(
  fc.constantFrom("a", "b", "c", "d/e", "d/f", "g/h/i"),
  fc.constantFrom("1", "2", "3"),
);
const WALK = { hashOnly: true, shallow: false } as const;

Deno.test("applying the changes to one side makes the other, whatever the files", () => {
  fc.assert(fc.property(someFiles, someFiles, (before, after) => {
    const files = new Map<string, string>(Object.entries(before));
    for (const { kind, old, new: fresh } of indexChanges(index(before), index(after), WALK)) {
      if (kind === "unchanged" || (old ?? fresh)?.hash === undefined) continue;
      if (old?.hash !== undefined && kind !== "modified") files.delete(old.path);
      if (fresh?.hash !== undefined) files.set(fresh.path, fresh.hash.hash.slice(0, 1));
    }
    deepEqual(Object.fromEntries(files), { ...after });
  }));
});

Deno.test("no side differs from itself", () => {
  fc.assert(fc.property(someFiles, (files) => {
    const found = indexChanges(index({ all: files }), index({ all: files }), WALK);
    equal(found.every(({ kind }) => kind === "unchanged"), true);
  }));
});
