import assert from "node:assert/strict";
import { compileWildcards, type Piece } from "../../src/common/wildcards.ts";

/** The pieces of a text with `*`, `?`, `[ab]` and `(maybe)`. */
function pieces(text: string): Piece[] {
  return (text.match(/\[[^\]]*\]|\([^)]*\)|[^]/gu) ?? []).map((part): Piece => {
    if (part === "*") return { one: "[^/]", many: true };
    if (part === "?") return { one: "[^/]" };
    if (part.startsWith("(")) return { maybe: pieces(part.slice(1, -1)) };
    return { one: part.startsWith("[") ? part : part.replace(/[.+^$|\\]/, "\\$&") };
  });
}

Deno.test("many stars find what few stars find", () => {
  const words = ["", "a", "b", "ab", "ba", "aab", "abab", "a/b", "abba", "x.y", "aXbXc", "\u{1f600}a\u{1f600}b"];
  for (const pattern of ["*a*b*", "*", "a?*b", "*[ab]*", "(a/)b*", "*a*(b)*", "*\u{1f600}*a*"]) {
    const slow = new RegExp(
      `^${pattern.replaceAll("*", "[^/]*").replaceAll("?", "[^/]").replace(/\)/g, ")?")}$`,
      "su",
    );
    // stars that stand for nothing more make it one of many
    const many = compileWildcards([...pieces(pattern), ...pieces("****").map((piece) => ({ maybe: [piece] }))]);
    const openEnd = new RegExp(slow.source.replace(/\$$/, "[^/]*$"), "su");
    for (const word of words) {
      assert.equal(compileWildcards(pieces(pattern)).test(word), slow.test(word), `${pattern} ${word}`);
      assert.equal(many.test(word), openEnd.test(word), `${pattern}**** ${word}`);
    }
  }
});

Deno.test("stars without end take no time", () => {
  const matcher = compileWildcards(pieces("*a".repeat(40) + "*?*?*?[^b](c)b"));

  assert.equal(matcher.test("a".repeat(2000)), false);
  assert.equal(matcher.test("a".repeat(2000) + "b"), true);
});
