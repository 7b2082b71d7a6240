import { equal } from "node:assert/strict";
import fc from "fast-check";
import { createHost } from "../../src/host/mod.ts";

const { processes } = createHost();

function echo(stdin: string | Uint8Array): string {
  const { code, stdout } = processes.runSync({ program: "sh", args: ["-c", "exec cat"], cwd: "/", stdin });
  equal(code, 0);
  return new TextDecoder().decode(stdout);
}

Deno.test("a program reads its input byte for byte, short or long, whatever the text", () => {
  const texts = [
    "",
    "\n",
    "\n\n",
    "a",
    "a\n",
    "$HOME `id` $(id) \\n \\\n\"'\n",
    "END\nmore\n",
    "é\u{1f600}\n",
    "a\0b\0",
  ];
  for (const length of [4094, 4095, 4096, 4097, 70_000]) texts.push("x".repeat(length - 1) + "\n");
  for (const text of texts) equal(echo(text), text);
  equal(echo(new Uint8Array([104, 105, 10])), "hi\n");
});

Deno.test("a program reads any text", () => {
  const text = fc.string({ unit: fc.constantFrom("a", " ", "$", "`", "\\", '"', "'", "\n", "\t", "é", "E", "N", "D") });
  fc.assert(fc.property(text, (words) => equal(echo(words + "\n"), words + "\n")), { numRuns: 40 });
});
