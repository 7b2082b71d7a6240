/** Our templates beside what DVC 3.67.1 prints for `plots templates NAME`. */
import assert from "node:assert/strict";
import { dumpPyJson, isMap } from "../../src/common/mod.ts";
import { fillAnchor, hasAnchor } from "../../src/plots/template_anchors.ts";
import { builtInTemplate, TEMPLATE_NAMES } from "../../src/plots/templates.ts";

const RECORDED = JSON.parse(Deno.readTextFileSync(new URL("./recorded/templates.json", import.meta.url)));

Deno.test("DVC's templates are there, in DVC's order", () => {
  assert.deepEqual([...TEMPLATE_NAMES], Object.keys(RECORDED));
});

for (const name of TEMPLATE_NAMES) {
  Deno.test(`the template ${name} is DVC's`, () => {
    assert.deepEqual(JSON.parse(dumpPyJson(builtInTemplate(name)!)), RECORDED[name]);
  });
}

Deno.test("a name that is a property of all objects is no template", () => {
  assert.equal(builtInTemplate("constructor"), undefined);
});

Deno.test("an anchor is replaced by a value of any kind, and within a text by a text", () => {
  const template = builtInTemplate("simple");
  assert.ok(isMap(template));

  const filled = fillAnchor(fillAnchor(template, "plot_width", 300n), "title", "a $& b");

  assert.ok(hasAnchor(template, "plot_width"));
  assert.ok(!hasAnchor(filled, "plot_width"));
  assert.equal(JSON.parse(dumpPyJson(filled)).title.text, "a $& b");
  assert.equal(JSON.parse(dumpPyJson(filled)).width, 300);
});
