/** The first thing that anybody reads: its tour is what happens. */
import assert from "node:assert/strict";
import { docPage } from "../support/doc_page.ts";

docPage("README.md", ({ repo }) => {
  Deno.writeTextFileSync(`${repo.around}/doc-place`, repo.around); // it begins beside the repository, which is left empty
  return Promise.resolve();
}, { bare: true });

Deno.test("README is short: what else there is to say has a page in docs", () => {
  const lines = Deno.readTextFileSync(new URL("../../README.md", import.meta.url)).trimEnd().split("\n");

  assert.ok(lines.length <= 150, `${lines.length} lines`);
});
