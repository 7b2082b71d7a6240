import { dumpPyJson, ExpError, type ValueMap } from "../common/mod.ts";
import { failure, readCase } from "@exp/hydra";
import { expSays } from "../voice/mod.ts";
import type { Context } from "./command.ts";

/**
 * Answers each line of standard input (a JSON object) with one line of output, in order and at once, so that a program
 * may wait for an answer before it asks again. A line that is no case gets a failure like any other; no line ends the
 * rest.
 *
 * @returns 2 when a line was no case, else 0: overrides that fail are answers, too
 */
export async function answerLines(
  context: Context,
  answer: (input: ValueMap) => ValueMap | Promise<ValueMap>,
): Promise<number> {
  let code = 0;
  for await (const line of context.host.terminal.readLines()) {
    if (line.trim() === "") continue;
    let output: ValueMap;
    try {
      output = await answer(readCase(line));
    } catch (error) {
      code = 2;
      const isUsage = error instanceof ExpError && error.kind === "usage";
      output = failure(
        isUsage ? "UsageError" : "InternalError",
        expSays(error),
      );
    }
    context.host.terminal.write("stdout", dumpPyJson(output) + "\n");
  }
  return code;
}
