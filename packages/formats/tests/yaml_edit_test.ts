import assert from "node:assert/strict";
import fc from "fast-check";
import { type Value, valueMap } from "@exp/values";
import type { Edit } from "../edit.ts";
import { applyToValue, sameValue } from "../value_edit.ts";
import { parseYaml } from "../yaml.ts";
import { setYamlValues } from "../yaml_edit.ts";

const set = (path: Edit["path"], value: Value): Edit => ({ path, op: "set", value });
const remove = (path: Edit["path"]): Edit => ({ path, op: "delete" });

function check(claim: string, before: string, edits: Edit[], after: string): void {
  Deno.test(claim, () => assert.equal(setYamlValues(before, edits), after));
}

check(
  "a value changes, its comment and spacing stay",
  "a:   1  # why\nb: 2\n",
  [set(["a"], 5n)],
  "a:   5  # why\nb: 2\n",
);
check(
  "quotes stay as they were",
  "a: 'x'\nb: \"y\"\nc: z\n",
  [set(["a"], "q"), set(["b"], "q"), set(["c"], "q")],
  "a: 'q'\nb: \"q\"\nc: q\n",
);
check("a value that is the same keeps its spelling", "lr: 1e-3\n", [set(["lr"], 0.001)], "lr: 1e-3\n");
check(
  "a block text keeps its last line end when the last line of the file goes",
  "a: >\n  x\n  y\nb: 1",
  [remove(["b"])],
  "a: >\n  x\n  y\n",
);
check("a float is not an integer", "lr: 1.0\n", [set(["lr"], 1n)], "lr: 1\n");
check(
  "line ends and a missing last one stay",
  "a: 1\r\nb: 2",
  [set(["a"], 3n), set(["c"], 4n)],
  "a: 3\r\nb: 2\r\nc: 4",
);
check(
  "null is nothing behind the key, and a comment keeps its column",
  "a: 1\nb: 10 # ten\n",
  [set(["a"], null), set(["b"], null), set(["c"], null)],
  "a:\nb:    # ten\nc:\n",
);
check(
  "a new key is indented as its neighbours",
  "a:\n    b: 1\nc: 2\n",
  [set(["a", "n"], 1.5)],
  "a:\n    b: 1\n    n: 1.5\nc: 2\n",
);
check(
  "flow stays flow",
  "a: {x: 1, y: [1,2]} # c\n",
  [set(["a", "z"], "a,b"), set(["a", "y"], [1n, 3n, 4n])],
  "a: {x: 1, y: [1,3, 4], z: 'a,b'} # c\n",
);
check(
  "a list grows in the style it has",
  "a:\n  - x\n  - y # last\nb: 1\n",
  [set(["a"], ["x", "y", "z"])],
  "a:\n  - x\n  - y # last\n  - z\nb: 1\n",
);
check("a key goes with its line", "a: 1\nb: 2 # c\nc: 3\n", [remove(["b"])], "a: 1\nc: 3\n");
check("a byte order mark stays", "\ufeffa: 1\nb: 2\n", [remove(["a"])], "\ufeffb: 2\n");
check("the last key of a map leaves an empty map", "a:\n  b: 1\n", [remove(["a", "b"])], "a: {}\n");
check("interpolations are text", "a: ${b}\nb: 1\n", [set(["b"], 2n)], "a: ${b}\nb: 2\n");
check(
  "an alias of a changed map keeps its data",
  "a: &x {b: 1}\nc: *x\n",
  [set(["a", "b"], 2n)],
  "a: &x {b: 2}\nc: {b: 1}\n",
);
check(
  "a changed alias leaves its anchor alone",
  "a: &x {b: 1}\nc: *x\n",
  [set(["c", "b"], 2n)],
  "a: &x {b: 1}\nc: {b: 2}\n",
);
check(
  "a merged key is overridden in its own map",
  "a: &x\n  b: 1\nc:\n  <<: *x\n",
  [set(["c", "b"], 2n)],
  "a: &x\n  b: 1\nc:\n  <<: *x\n  b: 2\n",
);
check(
  "maps on the way are made, below comments",
  "# params\n",
  [set(["a", "b"], valueMap([["c", []]]))],
  "# params\na:\n  b:\n    c: []\n",
);

const scalarText = fc.constantFrom(
  "1",
  "1.5",
  "x",
  "'q'",
  '"d"',
  "true",
  "~",
  "1e-3",
  "a b",
  "[1, 'b', {c: d}]",
  "{x: 1}",
  "[]",
  "",
  "&A 5",
  "*B",
);
const comment = fc.constantFrom("", "", " # c", "   # d");
const block: fc.Arbitrary<string[]> = fc.letrec<{ lines: string[] }>((tie) => {
  const leaf = fc.tuple(scalarText, comment).map(([text, c]) => [` ${text}${c}`.trimEnd()]);
  const nested = fc.tuple(comment, tie("lines"), fc.constantFrom("  ", "    ")).map((
    [c, lines, indent],
  ) => [c, ...lines.map((l) => indent + l)]);
  const entry = fc.oneof({ maxDepth: 3 }, leaf, nested);
  const toMap = (entries: string[][]) => entries.flatMap(([first = "", ...rest], i) => [`k${i}:${first}`, ...rest]);
  const toList = (entries: string[][]) => entries.flatMap(([first = "", ...rest]) => [`-${first}`, ...rest]);
  const some = fc.array(entry, { minLength: 1, maxLength: 4 });
  return { lines: fc.oneof(some.map(toMap), some.map(toMap), some.map(toList)) };
}).lines;

const newValue: fc.Arbitrary<Value> = fc.constantFrom<Value>(
  1n,
  2.5,
  "s",
  "a, b",
  "x: y",
  "",
  null,
  "two\nlines",
  [],
  [1n, ["x"]],
  valueMap([]),
  valueMap([["n", 1n], ["m", ["y"]]]),
);

Deno.test("an edited text reads as the edited data, and lines of other keys are the same bytes", () => {
  const keys = fc.array(fc.constantFrom<string | bigint>("k0", "k1", "k2", "new", 0n, 1n), {
    minLength: 1,
    maxLength: 3,
  });
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    fc.tuple(keys, newValue).map(([path, value]) => set(path, value)),
    keys.map(remove),
  );
  fc.assert(
    fc.property(block, fc.boolean(), edit, (lines, isCrlf, change) => {
      const text = ["top: &B {b: 1}", "body:", ...lines.map((l) => "  " + l), "last: 'end' # e"].join(
        isCrlf ? "\r\n" : "\n",
      );
      const inBody = { ...change, path: ["body", ...change.path] };
      const old = parseYaml(text, { file: "f" }).value;
      let wanted: Value;
      try {
        wanted = applyToValue(old, inBody.path, inBody);
      } catch {
        return; // an index that is not there
      }

      const edited = setYamlValues(text, [inBody]);

      assert.ok(sameValue(parseYaml(edited, { file: "f" }).value, wanted), edited);
      assert.ok(edited.startsWith("top: &B {b: 1}") && edited.endsWith("last: 'end' # e"), edited);
    }),
    { numRuns: 1500 },
  );
});
