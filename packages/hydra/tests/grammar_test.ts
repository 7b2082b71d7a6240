import assert from "node:assert/strict";
import fc from "fast-check";
import { HydraError } from "../hydra_error.ts";
import { overrideData } from "../override_data.ts";
import { answerGrammar } from "../jsonl_overrides.ts";
import { encodeValue } from "../encode.ts";
import { ChoiceSweep, DictValue, OverrideError, type OverrideValue, parseOverride, QuotedString } from "../override.ts";
import { renderValue } from "../render.ts";
import { assertAnswered, recordedCases } from "./recorded.ts";

Deno.test("every recorded override is read, typed, rendered and expanded as Hydra does", () => {
  const cases = recordedCases("grammar");
  assert.ok(cases.length > 500);
  for (const recorded of cases) assertAnswered(recorded, answerGrammar);
});

const word = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_/.-]{0,8}$/)
  .filter((text) => !/^(null|true|false|inf|nan)$/i.test(text));
const key = fc.oneof(word, fc.bigInt(), fc.boolean(), fc.constant(null));
const { value } = fc.letrec<{ value: OverrideValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.bigInt(),
    fc.double(),
    word,
    fc.tuple(fc.string({ unit: fc.constantFrom(..."ab'\"\\ ,:[{\n\té🙂") }), fc.constantFrom("single", "double")).map((
      [text, quote],
    ) => new QuotedString(text, quote as "single" | "double")),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.uniqueArray(fc.tuple(key, tie("value")), { maxLength: 4, selector: ([name]) => String(name) })
      .map((pairs) => new DictValue(pairs)),
  ),
}));

Deno.test("what is rendered parses back to the same value", () => {
  fc.assert(fc.property(value, (original) => {
    fc.pre(!hasCollision(original));
    const read = parseOverride(`x=${renderValue(original)}`).value;
    assert.deepEqual(encodeValue(read), encodeValue(original));
  }));
});

/** Whether a mapping in it has two keys that are one for Python: 1 and true. */
function hasCollision(item: OverrideValue): boolean {
  if (Array.isArray(item)) return item.some(hasCollision);
  if (!(item instanceof DictValue)) return false;
  const names = item.pairs.map(([name]) => typeof name === "boolean" ? String(BigInt(name)) : String(name));
  return new Set(names).size !== names.length || item.pairs.some(([, inner]) => hasCollision(inner));
}

Deno.test("escaped text of any ASCII kind comes back as that text", () => {
  const characters = "ab1 -_/.\\()[]{}:=,$%*@?|+\t";
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...characters), minLength: 1 }), (text) => {
    const read = parseOverride(`x=z${renderValue(text)}`).value;
    assert.equal(read, `z${text}`);
  }));
});

Deno.test("a text is either an override or an error with a column inside it, never anything else", () => {
  const pieces = [
    "x",
    "=",
    "1",
    ",",
    "[",
    "]",
    "{",
    "}",
    ":",
    "(",
    ")",
    "'",
    '"',
    "\\",
    " ",
    "int",
    "a",
    "+",
    "~",
    "é",
    "🙂",
  ];
  fc.assert(fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
    const text = parts.join("");
    try {
      parseOverride(text);
    } catch (error) {
      assert.ok(error instanceof OverrideError, String(error));
      assert.ok(error.column >= 1 && error.column <= [...text].length + 1);
    }
  }));
});

function errorOf(text: string): OverrideError {
  try {
    parseOverride(text);
  } catch (error) {
    if (error instanceof OverrideError) return error;
  }
  throw new Error(`${text} was read`);
}

Deno.test("an error has the override, the column and a caret under it", () => {
  assert.equal(
    errorOf("x=a=b").message,
    'cannot read the override at column 4: "=" is not allowed here\n    x=a=b\n       ^',
  );
  assert.equal(
    errorOf("lr=[1,int(abc)]").message,
    'cannot read the override at column 7: int() cannot read "abc"\n    lr=[1,int(abc)]\n          ^',
  );
});

Deno.test("columns count characters, not UTF-16 units, and the caret stands in its own line", () => {
  assert.equal(errorOf("x='🙂'b").column, 6);
  assert.match(errorOf("x='a\nb'c").message, /\n {4}b'c\n {6}\^$/);
});

Deno.test("what is wrong is said where it is", () => {
  const columns: [text: string, column: number, reason: RegExp][] = [
    ["x", 2, /followed by "="/],
    ["x =1", 2, /blanks/],
    ["é=1", 1, /"é"/],
    ["a.b/c=1", 4, /"\/"/],
    ["x=é", 3, /inside quotes only/],
    ["x=it's", 5, /inside a word/],
    ["x='a", 3, /never closed/],
    ["x=[1,", 6, /too early/],
    ["x=foo(1)", 3, /no function "foo" \(there are int, float/],
    ["x=1,range(a)", 5, /does not take a text as start/],
    ["x=sort(reverse=true,1)", 21, /after a named one/],
  ];
  for (const [text, column, reason] of columns) {
    const error = errorOf(text);
    assert.equal(error.column, column, text);
    assert.match(error.reason, reason, text);
  }
});

Deno.test("a function fails only in a text without syntax errors", () => {
  assert.equal(errorOf("x=foo(1)b").causeClass, undefined);
  assert.equal(errorOf("x=foo(1)").causeClass, "HydraException");
});

Deno.test("deep nesting is an error, not a crash", () => {
  assert.match(errorOf("x=" + "[".repeat(5000) + "]".repeat(5000)).reason, /levels of nesting/);
});

Deno.test("equal numbers are one key, with the first spelling and the last value", () => {
  assert.deepEqual(
    parseOverride("x={1:a,1.0:b,true:c,nan:d,nan:e}").value,
    new DictValue([[1n, "c"], [NaN, "d"], [NaN, "e"]]),
  );
});

Deno.test("shuffling a list depends only on the given random source", () => {
  const random = () => 0;
  assert.deepEqual(parseOverride("x=shuffle([1,2,3])", random).value, [2n, 3n, 1n]);
});

Deno.test("as data, quoted text is text and a sweep is refused", () => {
  assert.deepEqual(overrideData(parseOverride("x={a:['1',1]}").value, "config"), new Map([["a", ["1", 1n]]]));
  assert.ok(overrideData(new ChoiceSweep(["a"], true), "config") instanceof HydraError);
});
