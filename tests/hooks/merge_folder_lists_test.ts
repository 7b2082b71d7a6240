import { deepEqual } from "node:assert/strict";
import fc from "fast-check";
import { mergeFolderLists } from "../../src/hooks/merge_folder_lists.ts";

const tree = (files: Record<string, string>) => Object.entries(files).map(([relpath, hash]) => ({ relpath, hash }));
const merge = (ancestor: Record<string, string>, our: Record<string, string>, their: Record<string, string>) =>
  mergeFolderLists({ ancestor: tree(ancestor), our: tree(our), their: tree(their) });

Deno.test("files that were added, changed and removed on either side come together", () => {
  const base = { same: "0", ours: "0", theirs: "0", goes: "0", "goes too": "0" };

  deepEqual(
    merge(base, { same: "0", ours: "1", theirs: "0", "goes too": "0", new: "1" }, {
      same: "0",
      ours: "0",
      theirs: "2",
      goes: "0",
      "d/new": "2",
    }),
    { kind: "merged", entries: tree({ same: "0", ours: "1", theirs: "2", new: "1", "d/new": "2" }) },
  );
});

Deno.test("what both have removed is removed; what both have made alike is there once", () => {
  deepEqual(merge({ a: "0", b: "0" }, { b: "0", c: "1" }, { b: "0", c: "1" }), {
    kind: "merged",
    entries: tree({ b: "0", c: "1" }),
  });
});

Deno.test("files that both have changed are named, each", () => {
  deepEqual(merge({ a: "0", b: "0", c: "0" }, { a: "1", b: "1" }, { a: "2", c: "2", b: "0" }), {
    kind: "conflict",
    paths: ["a", "c"],
  });
});

Deno.test("a file to one and a folder to the other cannot be", () => {
  deepEqual(merge({}, { "x": "1" }, { "x/y/z": "1" }), { kind: "conflict", paths: ["x"] });
});

const trees = fc.dictionary(fc.constantFrom("a", "b", "d/c", "d/e"), fc.constantFrom("1", "2"));

Deno.test("merging with oneself, or with the ancestor, changes nothing", () => {
  const sorted = (merged: ReturnType<typeof merge>) =>
    merged.kind === "merged" ? [...merged.entries].sort((x, y) => x.relpath < y.relpath ? -1 : 1) : merged;
  fc.assert(fc.property(trees, trees, (ancestor, side) => {
    const same = tree(side).sort((x, y) => x.relpath < y.relpath ? -1 : 1);
    deepEqual(sorted(merge(ancestor, side, side)), same);
    deepEqual(sorted(merge(ancestor, side, ancestor)), same);
    deepEqual(sorted(merge(ancestor, ancestor, side)), same);
  }));
});
