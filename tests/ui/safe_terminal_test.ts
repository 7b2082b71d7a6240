import { equal } from "node:assert/strict";
import { createHost } from "../../src/host/mod.ts";
import { safeText, styleFor } from "../../src/ui/mod.ts";

Deno.test("every colour of ours goes through, and no other escape code does", () => {
  const { good, bad, warn, quiet, strong, curve } = styleFor(createHost(), "stdout", "always");
  const curves = Array.from({ length: 12 }, (_, i) => (text: string) => curve(text, i));

  for (const paint of [good, bad, warn, quiet, strong, ...curves]) equal(safeText(paint("x")), paint("x"));
  equal(safeText("\x1b]0;title\x07\x1b[2J\x1b[44m"), "\\x1b]0;title\\x07\\x1b[2J\\x1b[44m");
});
