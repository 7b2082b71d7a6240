import assert from "node:assert/strict";
import type { Context } from "../../src/cli/command.ts";
import { answerLines } from "../../src/cli/jsonl.ts";
import { answerGrammar } from "../../packages/hydra/mod.ts";

async function answers(
  ...lines: string[]
): Promise<{ code: number; output: Record<string, unknown>[]; order: string[] }> {
  const order: string[] = [];
  const output: Record<string, unknown>[] = [];
  async function* readLines() {
    for (const line of lines) {
      order.push("asked");
      yield await Promise.resolve(line);
    }
  }
  const write = (_: string, text: string) => {
    order.push("answered");
    output.push(JSON.parse(text));
  };
  const context = { host: { terminal: { readLines, write } } } as unknown as Context;
  return { code: await answerLines(context, answerGrammar), output, order };
}

Deno.test("each line is answered before the next is read", async () => {
  const { code, order } = await answers('{"input": "a=1"}', '{"input": "a="}');
  assert.deepEqual([code, order], [0, ["asked", "answered", "asked", "answered"]]);
});

Deno.test("an override that cannot be read is an answer", async () => {
  const { code, output } = await answers('{"input": "a=["}');
  assert.equal(code, 0);
  assert.deepEqual([output[0]?.["ok"], output[0]?.["error_class"]], [false, "OverrideParseException"]);
});

Deno.test("lines that are no questions get a failure each, and the rest is answered", async () => {
  const { code, output } = await answers("nonsense", "[1]", '{"foo": 1}', '{"input": 5}', "", '{"input": "a=1"}');
  assert.equal(code, 2);
  assert.deepEqual(output.map((line) => line["error_class"]), [
    "UsageError",
    "UsageError",
    "UsageError",
    "UsageError",
    undefined,
  ]);
});

Deno.test("a very long line and very deep nesting are answered", async () => {
  const { output } = await answers(
    JSON.stringify({ input: `a=${"x".repeat(2_000_000)}` }),
    JSON.stringify({ input: `a=${"[".repeat(100_000)}` }),
    "[".repeat(100_000) + "]".repeat(100_000),
    JSON.stringify({ input: "a=1" }),
  );
  assert.deepEqual(output.map((line) => line["ok"]), [true, false, false, true]);
});
