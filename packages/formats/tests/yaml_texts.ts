/** YAML texts at random: what tools write, what people write, and both with slips in them. */
import fc from "fast-check";
import { type Key, PyDate, type Value, valueMap } from "@exp/values";
import { emitYaml } from "../yaml_emit.ts";

const word = fc.constantFrom("a", "b", "lr", "train", "cmd", "x y", "it's", "é", "a#b", "path/to.csv", "-x", "1.0.0");
const odd = fc.constantFrom(
  ...["", "1", "1.5", "1e3", "017", "0x1F", "1:30", "yes", "true", "~", "null", "2024-01-02", "'q'", '"d"', "a: b"],
  ...[
    "x # c",
    "# c",
    "[]",
    "{}",
    "- y",
    "-",
    "&a x",
    "*a",
    "x:",
    "x  ",
    "|",
    ">-",
    "---",
    "<<",
    "=",
    "!!str 1",
    "@x",
    ".5",
  ],
);
const scalar: fc.Arbitrary<Value> = fc.oneof(
  { arbitrary: word, weight: 4 },
  fc.constantFrom<Value>(null, true, 1n, -20n, 0.5, 1e-7, NaN, "", "1", "yes", new PyDate("date", "2024-01-02")),
  fc.array(word, { minLength: 8, maxLength: 30 }).map((words) => words.join(" ")),
  fc.string({ maxLength: 8 }),
);
export const value = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(word as fc.Arbitrary<Key>, tie("value")), { maxLength: 4 }).map(valueMap),
  ),
})).value;

/** A file as tools write it. */
export const written: fc.Arbitrary<string> = fc.array(fc.tuple(word as fc.Arbitrary<Key>, value), {
  minLength: 1,
  maxLength: 5,
}).map((pairs) => emitYaml(valueMap(pairs)));

const line = fc.tuple(
  fc.integer({ min: 0, max: 4 }),
  fc.constantFrom("", "", "- ", "- - "),
  fc.oneof(word.map((key) => `${key}: `), fc.constantFrom("b:", "'d': ", '"e": ', "1: ", "f : ", "", "? ")),
  fc.oneof(word, odd),
).map(([indent, dash, key, text]) => " ".repeat(indent) + dash + key + text);
/** A few lines as nobody would write them. */
export const lines = fc.array(line, { maxLength: 6 }).map((all) => all.join("\n"));

/** A written file with some characters, or some of its lines, gone or elsewhere. */
const slipped = fc.tuple(
  written,
  fc.array(
    fc.tuple(fc.nat(), fc.nat({ max: 4 }), fc.oneof(odd, fc.constantFrom("\n", " ", "  ", ":", "\t", "# c\n"))),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
).map(([text, slips]) =>
  slips.reduce((so, [at, gone, come]) => {
    const from = at % (so.length + 1);
    return so.slice(0, from) + come + so.slice(from + gone);
  }, text)
);

export const text = fc.oneof(written, slipped, lines);
