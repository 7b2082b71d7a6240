import assert from "node:assert/strict";
import fc from "fast-check";
import { type Listable, listFlat, listTree } from "../../src/sources/listing.ts";

type Tree = { readonly [name: string]: Tree | null };
type Node = readonly [name: string, content: Tree | null];

const place = (tree: Tree): Listable<Node> => ({
  top: [".", tree],
  describe: ([path, content]) =>
    Promise.resolve({ path, isOut: false, isDir: content !== null, isExec: false, size: null, md5: null }),
  children: ([, content]) => Promise.resolve(Object.entries(content ?? {})),
});
const TREE: Tree = { b: null, a: { x: null, deep: { y: null } }, "a.txt": null };
const paths = async (level?: number) =>
  (await listFlat(place(TREE), { recursive: true, level })).map(({ path }) => path);

Deno.test("a listing goes as deep as it is told to, and names folders where it ends", async () => {
  assert.deepEqual(await paths(), ["a.txt", "a/deep/y", "a/x", "b"]);
  assert.deepEqual(await paths(1), ["a", "a.txt", "b"]);
  assert.deepEqual(await paths(2), ["a.txt", "a/deep", "a/x", "b"]);
  assert.deepEqual(await paths(0), ["."]);
});

Deno.test("a tree has what the listing has", async () => {
  const name = fc.constantFrom("a", "b", "c.txt", "\u00e9");
  const tree = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.dictionary(name, fc.oneof({ depthSize: "small" }, fc.constant(null), tie("tree"))),
  })).tree;

  await fc.assert(fc.asyncProperty(tree, async (some) => {
    const flat = (await listFlat(place(some), { recursive: true, level: undefined })).map(({ path }) => path);
    const files: string[] = [];
    const visit = ({ entry, contents }: Awaited<ReturnType<typeof listTree>>, above: string) => {
      if (!entry.isDir) files.push(above + entry.path);
      for (const child of contents) visit(child, entry.path === "." ? "" : `${above}${entry.path}/`);
    };
    visit(await listTree(place(some), undefined), "");
    assert.deepEqual(files.sort(), [...flat].sort());
  }));
});
