import { dumpPyJson } from "../common/py_json.ts";
import type { ValueMap } from "../common/value.ts";
import { readCase } from "../hydra/jsonl.ts";
import type { Context } from "./context.ts";

/** Answers each line of standard input (a JSON object) with one line of output, in order. */
export async function answerLines(
  context: Context,
  answer: (input: ValueMap) => ValueMap | Promise<ValueMap>,
): Promise<number> {
  let pending = "";
  for await (const line of context.host.terminal.readLines()) {
    if (line.trim() === "") continue;
    pending += dumpPyJson(await answer(readCase(line))) + "\n";
    if (pending.length < 65536) continue;
    context.host.terminal.write("stdout", pending);
    pending = "";
  }
  context.host.terminal.write("stdout", pending);
  return 0;
}
