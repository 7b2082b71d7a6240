import assert from "node:assert/strict";
import fc from "fast-check";
import { mergeTrees, readProfileText } from "../../src/engines/profile_file.ts";
import type { Tree } from "../../src/engines/shape.ts";

/** Maps of a few keys, so that files meet in them. */
const { tree } = fc.letrec<{ tree: Tree; map: Tree }>((tie) => ({
  tree: fc.oneof({ depthSize: "small" }, fc.constantFrom<Tree>("a", "b", null, ["a"], ["b", "c"]), tie("map")),
  map: fc.dictionary(fc.constantFrom("x", "y", "z"), tie("tree"), { maxKeys: 3, noNullPrototype: true }),
}));

Deno.test("of three files it is all the same which two are merged first, where all are maps", () => {
  const map = fc.dictionary(fc.constantFrom("x", "y", "z"), fc.constantFrom<Tree>("a", "b", null, ["a"]), {
    noNullPrototype: true,
  });
  fc.assert(fc.property(map, map, map, (low, middle, high) => {
    assert.deepEqual(
      mergeTrees(mergeTrees(low, middle), high),
      mergeTrees(low, mergeTrees(middle, high)),
    );
  }));
});

Deno.test("what a file says stands, and a file that says nothing changes nothing", () => {
  fc.assert(fc.property(tree, tree, (low, high) => {
    assert.deepEqual(mergeTrees(mergeTrees(low, high), high), mergeTrees(low, high));
    assert.deepEqual(mergeTrees({}, high), high);
    if (typeof low === "object" && low !== null && !Array.isArray(low)) assert.deepEqual(mergeTrees(low, {}), low);
  }));
});

Deno.test("texts come out of a file as they were written", () => {
  fc.assert(fc.property(fc.stringMatching(/^[\w:.][\w:.+-]*$/), (value) => {
    fc.pre(!/^(?:null|true|false)$/i.test(value) && !/:$/.test(value));

    assert.deepEqual(readProfileText(`options:\n  account: ${value}\n`, "lab.yaml"), { options: { account: value } });
  }));
});
