import assert from "node:assert/strict";
import { readScript, writeDocument } from "../../src/page/mod.ts";

Deno.test("the script that draws charts was built, and stands in a page as it is", () => {
  const script = readScript("vega");

  const html = writeDocument({ title: "Plots", style: "", body: "", data: {}, scripts: [script] });

  assert.ok(script.length > 100_000);
  assert.equal(html.match(/<\/script/gi)?.length, 1);
  assert.ok(html.includes(script));
});
