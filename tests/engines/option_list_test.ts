import assert from "node:assert/strict";
import fc from "fast-check";
import type { OptionLayer, SaidOptions } from "../../src/engines/job_options.ts";
import { parseOptionList } from "../../src/engines/option_list.ts";

const read = (text: string): SaidOptions => parseOptionList(text, "--slurm");

Deno.test("options are parted by commas, from their values by the first sign", () => {
  assert.deepEqual(read("partition=gpu,gres=gpu:1,time=2:00:00,mem=16G"), [
    ["partition", "gpu"],
    ["gres", "gpu:1"],
    ["time", "2:00:00"],
    ["mem", "16G"],
  ]);
  assert.deepEqual(read("export=A=1"), [["export", "A=1"]]);
});

Deno.test("an account of digits stays as it is written", () => {
  assert.deepEqual(read("account=007"), [["account", "007"]]);
});

Deno.test("a name alone is a flag, a name without a value takes it back", () => {
  assert.deepEqual(read("exclusive,mem="), [["exclusive", ""], ["mem", null]]);
});

Deno.test("dashes before a name, spaces around options and commas at the end are forgiven", () => {
  assert.deepEqual(read(" --partition=gpu , -A=lab,"), [["partition", "gpu"], ["A", "lab"]]);
  assert.deepEqual(read(""), []);
});

Deno.test("commas within brackets and quotes belong to the value", () => {
  assert.deepEqual(read("nodelist=n[1,3-5],mem=1G"), [["nodelist", "n[1,3-5]"], ["mem", "1G"]]);
  assert.deepEqual(read(`nodelist="n1,n2",mail-type='BEGIN,END'`), [["nodelist", "n1,n2"], ["mail-type", "BEGIN,END"]]);
  assert.deepEqual(read(String.raw`comment="a \"b\" \\ c"`), [["comment", String.raw`a "b" \ c`]]);
});

Deno.test("a quote in the middle of a value is part of it", () => {
  assert.deepEqual(read("comment=it's,mem=1G"), [["comment", "it's"], ["mem", "1G"]]);
});

for (
  const [text, wrong] of [
    ["=gpu", "key"],
    ["2nd=gpu", "key"],
    ['nodelist="n1,n2', "quote"],
    ['nodelist="n1"2', "quote"],
    ["nodelist=n[1,2", "bracket"],
    ["comment=a\nb", "control"],
    ["--partition=gpu --mem=16G", "spaces"],
    ["--partition gpu --mem 16G", "spaces"],
  ] as const
) {
  Deno.test(`${JSON.stringify(text)} is refused for its ${wrong}`, () => {
    assert.throws(() => read(text), (error: { fault: string; facts: { wrong: string } }) => {
      assert.equal(error.fault, "usage/option-list");
      assert.equal(error.facts.wrong, wrong);
      return true;
    });
  });
}

/** A layer as somebody would write it who has read how quotes work. */
function written(layer: OptionLayer): string {
  return Object.entries(layer).map(([key, value]) => {
    if (value === "") return key;
    const isPlain = value === null || /^[^"'\s,[\]][^\s,[\]]*$/.test(value);
    return `${key}=${isPlain ? value ?? "" : `"${value.replace(/["\\]/g, "\\$&")}"`}`;
  }).join(",");
}

/** Whatever may stand in one line. */
const value = fc.oneof(
  fc.constantFrom("", null, "gpu:1", "a,b", "n[1,2]", "[", '"', "'", "\\", " ", "a --b", "=", "é"),
  // deno-lint-ignore no-control-regex
  fc.string({ minLength: 1 }).filter((text) => !/[\x00-\x1f\x7f]/.test(text)),
);
const key = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,12}$/);

Deno.test("what is written is read again as it was", () => {
  fc.assert(fc.property(fc.dictionary(key, value), (layer) => {
    assert.deepEqual(Object.fromEntries(read(written(layer))), { ...layer });
  }));
});

Deno.test("a text is either refused or means something that can be written", () => {
  const letters = fc.constantFrom("a", "b", "-", "=", ",", '"', "'", "[", "]", "\\", " ");
  fc.assert(fc.property(fc.string({ unit: letters, maxLength: 12 }), (text) => {
    let said: SaidOptions;
    try {
      said = read(text);
    } catch (error) {
      return assert.equal((error as { fault?: string }).fault, "usage/option-list");
    }
    const layer = Object.fromEntries(said);
    assert.deepEqual(Object.fromEntries(read(written(layer))), layer);
  }));
});
