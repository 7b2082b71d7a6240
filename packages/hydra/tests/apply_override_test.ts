import assert from "node:assert/strict";
import fc from "fast-check";
import { isMap, pyEqual, type Value, type ValueMap } from "@exp/values";
import { applyOverrides, asSetParamError, type Edit, HydraError } from "../mod.ts";
import { readYaml11 } from "../yaml11.ts";

function data(yaml: string): Value {
  return readYaml11(yaml) as Value;
}

function edits(yaml: string, ...overrides: string[]): readonly Edit[] {
  return applyOverrides(data(yaml), overrides, {}).edits;
}

Deno.test("only what an override changes is an edit", () => {
  assert.deepEqual(edits("a: {b: 1, c: [1, 2, 3]}\nz: ${a.b}\n", "a.b=2", "a.c=[1,9,3]", "z=7"), [
    { kind: "set", path: [{ key: "a" }, { key: "b" }], value: 2n },
    { kind: "set", path: [{ key: "a" }, { key: "c" }, { index: 1 }], value: 9n },
    { kind: "set", path: [{ key: "z" }], value: 7n },
  ]);
});

Deno.test("setting a value to what it is gives no edit", () => {
  assert.deepEqual(edits("a: 1\nl: [1, {b: x}]\n", "a=1", "l=[1,{b: x}]"), []);
});

Deno.test("1 and 1.0 are different values for an edit", () => {
  assert.deepEqual(edits("a: 1\n", "a=1.0"), [{ kind: "set", path: [{ key: "a" }], value: 1 }]);
});

Deno.test("the value of an edit is resolved, the data keeps what was written", () => {
  const { edits, data: after } = applyOverrides(data("a: 1\nb: 2\n"), ["b=${a}"], {});

  assert.deepEqual(edits, [{ kind: "set", path: [{ key: "b" }], value: 1n }]);
  assert.equal((after as ValueMap).get("b"), "${a}");
});

Deno.test("a deleted key is an edit that removes it", () => {
  assert.deepEqual(edits("a: {b: 1, c: 2}\n", "~a.b=1"), [{ kind: "remove", path: [{ key: "a" }, { key: "b" }] }]);
});

Deno.test("the data that was given does not change", () => {
  const before = data("a: {b: 1}\nl: [1]\n");

  applyOverrides(before, ["a.b=2", "+a.c=3", "l=[]"], {});

  assert.ok(pyEqual(before, data("a: {b: 1}\nl: [1]\n")));
});

Deno.test("an override that fails is DVC's invalid argument, an interpolation elsewhere is not", () => {
  const classOf = (yaml: string, override: string): readonly [string, string | undefined] => {
    try {
      applyOverrides(data(yaml), [override], {});
    } catch (error) {
      const shown = asSetParamError(error);
      assert.ok(shown instanceof HydraError);
      return [shown.errorClass, shown.causeClass];
    }
    assert.fail("it applies");
  };

  assert.deepEqual(classOf("a: 1\n", "b=1"), ["InvalidArgumentError", "ConfigCompositionException"]);
  assert.deepEqual(classOf("a: 1\n", "a=(("), ["InvalidArgumentError", "OverrideParseException"]);
  assert.deepEqual(classOf("a: 1\nb: ${nope}\n", "a=2"), ["InterpolationKeyError", undefined]);
  assert.deepEqual(classOf("a: 1\nb: ???\n", "a=2"), ["MissingMandatoryValue", undefined]);
  assert.deepEqual(classOf("l: [1]\n", "l.x=2"), ["ValueError", undefined]);
});

const key = fc.constantFrom("a", "b", "c");
const tree: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<Value>(null, true, 1n, 2n, 1.5, "x", "y"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 3 }).map((pairs) => new Map(pairs) as Value),
  ),
})).value;

Deno.test("edits lead from the old data to the new", () => {
  const root = fc.array(fc.tuple(key, tree), { minLength: 1, maxLength: 3 }).map((pairs) => new Map(pairs));
  const path = fc.array(key, { minLength: 1, maxLength: 3 }).map((keys) => keys.join("."));
  const override = fc.tuple(fc.constantFrom("++", "~", ""), path, fc.constantFrom("1", "[1,2]", "{b: 3}", "null", "x"))
    .map(([prefix, target, value]) => prefix === "~" ? `~${target}` : `${prefix}${target}=${value}`);
  fc.assert(fc.property(root, fc.array(override, { maxLength: 3 }), (before, overrides) => {
    let applied;
    try {
      applied = applyOverrides(before, overrides, {});
    } catch (error) {
      if (error instanceof HydraError) return;
      throw error;
    }
    assert.ok(pyEqual(replay(before, applied.edits), applied.resolved));
  }));
});

function replay(before: ValueMap, edits: readonly Edit[]): Value {
  const root = structuredClone(before);
  for (const { path, ...edit } of edits) {
    let parent: Value = root;
    for (const step of path.slice(0, -1)) parent = child(parent, step);
    const last = path.at(-1)!;
    if (edit.kind === "remove") (parent as ValueMap).delete("key" in last ? last.key : "");
    else if ("index" in last) (parent as Value[])[last.index] = edit.value;
    else (parent as ValueMap).set(last.key, edit.value);
  }
  return root;
}

function child(parent: Value, step: Edit["path"][number]): Value {
  return "index" in step ? (parent as Value[])[step.index]! : isMap(parent) ? parent.get(step.key)! : null;
}

Deno.test("resolving leaves nothing to resolve", () => {
  const { resolved } = applyOverrides(data("a: 1\nb: {c: '${a}', d: '${..a}', e: 'x${.c}'}\nf: ${b}\n"), [], {});

  const b = new Map<string, Value>([["c", 1n], ["d", 1n], ["e", "x1"]]);
  assert.ok(pyEqual(resolved, new Map<string, Value>([["a", 1n], ["b", b], ["f", b]])));
});
