import assert from "node:assert/strict";
import fc from "fast-check";
import { PrefixedOutput } from "../../src/ui/prefixed_output.ts";

/** What a terminal gets of a stage's output that comes in such pieces. */
function shown(pieces: readonly Uint8Array[]): Uint8Array {
  const got: number[] = [];
  const ignore = () => {};
  const output = new PrefixedOutput({ out: ignore, err: ignore, raw: (_, bytes) => void got.push(...bytes) });
  for (const bytes of pieces) output.add({ kind: "stage-output", stage: "train", stream: "stdout", bytes });
  output.end("train");
  return Uint8Array.from(got);
}

/** Bytes one a character, so that nothing is decoded. */
const latin1 = new TextDecoder("latin1");

const PREFIX = "train | ";

Deno.test("every byte comes through, however the output is cut, and every line has its stage's name", () => {
  const bytes = fc.oneof(fc.constant(0x0a), fc.nat({ max: 255 }));
  const pieces = fc.array(fc.array(bytes).map((list) => Uint8Array.from(list)));
  fc.assert(fc.property(pieces, (pieces) => {
    const whole = pieces.flatMap((piece) => [...piece]);

    const lines = latin1.decode(shown(pieces)).split("\n");

    assert.equal(lines.pop(), "");
    assert.ok(lines.every((line) => line.startsWith(PREFIX)));
    const ended = whole.length === 0 || whole.at(-1) === 0x0a ? whole : [...whole, 0x0a];
    const without = lines.map((line) => line.slice(PREFIX.length) + "\n").join("");
    assert.equal(without, latin1.decode(Uint8Array.from(ended)));
  }));
});

Deno.test("a line is shown when it has ended, not before", () => {
  const got: string[] = [];
  const ignore = () => {};
  const raw = (_: string, bytes: Uint8Array) => void got.push(new TextDecoder().decode(bytes));
  const output = new PrefixedOutput({ out: ignore, err: ignore, raw });
  const add = (text: string) =>
    output.add({ kind: "stage-output", stage: "a", stream: "stderr", bytes: new TextEncoder().encode(text) });

  add("epoch 1");
  assert.deepEqual(got, []);
  add(" done\nepoch 2");
  assert.deepEqual(got, ["a | epoch 1 done\n"]);
});
