import assert from "node:assert/strict";
import fc from "fast-check";
import { KeyReader } from "../../src/ui/keys.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("keys are read from their bytes", () => {
  const keys = new KeyReader().read(bytes("aß日\x1b[A\x1bOB\x1b[5~\x1b[1;5C\r\t\x7f\x03\x1a"));
  assert.deepEqual(keys, [
    "a",
    "ß",
    "日",
    "up",
    "down",
    "page-up",
    "unknown",
    "enter",
    "tab",
    "backspace",
    "ctrl-c",
    "ctrl-z",
  ]);
});

Deno.test("an escape that comes alone is that key; what a sequence lacks is waited for", () => {
  const reader = new KeyReader();
  assert.deepEqual(reader.read(bytes("\x1b")), ["escape"]);
  assert.deepEqual(reader.read(bytes("\x1b[")), []);
  assert.deepEqual(reader.read(bytes("B")), ["down"]);
  assert.deepEqual(reader.read(bytes("é").subarray(0, 1)), []);
  assert.deepEqual(reader.read(bytes("é").subarray(1)), ["é"]);
});

Deno.test("any bytes are keys, in any pieces", () => {
  fc.assert(fc.property(fc.array(fc.uint8Array()), (pieces) => {
    const reader = new KeyReader();
    for (const piece of pieces) for (const key of reader.read(piece)) assert.ok(key.length > 0);
  }));
});
