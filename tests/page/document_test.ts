import assert from "node:assert/strict";
import fc from "fast-check";
import { escapeHtml, writeDocument } from "../../src/page/mod.ts";

const HOSTILE = [
  "<script>alert(1)</script>",
  "</script>",
  "</ScRiPt ",
  "<!--",
  "<!-- <script>",
  "-->",
  "\u2028",
  "\u2029",
  "\"'`&<>",
  "]]>",
  "\ud800",
  "é日🦊",
];
const hostileText = fc.array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string()), { maxLength: 6 })
  .map((pieces) => pieces.join(""));

/** What a browser takes for the text of the script element with that id. */
function scriptText(html: string, id: string): string {
  const start = `<script type="application/json" id="${id}">`;
  const from = html.indexOf(start) + start.length;
  return html.slice(from, from + html.slice(from).search(/<\/script/i));
}

function pageOf(data: Readonly<Record<string, unknown>>, title = "t"): string {
  return writeDocument({ title, style: "", body: "<main></main>", data, scripts: ["run()"] });
}

Deno.test("any text in data comes back as it was, and opens or ends no element", () => {
  fc.assert(fc.property(fc.dictionary(hostileText, hostileText), (texts) => {
    const html = pageOf({ first: texts, second: 1 });

    const text = scriptText(html, "first");

    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(texts)));
    assert.doesNotMatch(text, /[<\u2028\u2029]/);
    assert.equal(html.match(/<script/g)?.length, 3);
  }));
});

Deno.test("a title is text, and an id cannot leave its attribute", () => {
  const html = pageOf({ [`x" onload="y`]: null }, "</title><script>alert(1)</script>");

  assert.match(html, /<title>&#60;\/title&#62;&#60;script&#62;alert\(1\)&#60;\/script&#62;<\/title>/);
  assert.match(html, /id="x&#34; onload=&#34;y"/);
});

Deno.test("escaped text has nothing that markup is made of", () => {
  fc.assert(fc.property(hostileText, (text) => {
    assert.doesNotMatch(escapeHtml(text).replace(/&#\d+;/g, ""), /[<>"'&]/);
  }));
});

Deno.test("a page may run its own scripts, and ask for nothing", () => {
  // `printf 'run()' | openssl dgst -sha256 -binary | base64`
  const hash = "AvyuiL0SD1mVY3NNxR+V2uo+lhk6RMFrytWmRt6CrJQ=";

  assert.match(pageOf({}), /default-src 'none'; script-src 'sha256-[^']+';/);
  assert.ok(pageOf({}).includes(`'sha256-${hash}'`));
});
