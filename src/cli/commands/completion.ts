import { ExpError } from "../../common/mod.ts";
import { completionScript, SHELLS } from "../completion_scripts.ts";
import type { Context } from "../context.ts";

export function run(context: Context, args: readonly string[]): number {
  const script = completionScript(args[0] ?? "");
  if (script === undefined) {
    throw new ExpError("usage", `no completion for '${args[0]}'`, { hint: `it is there for ${SHELLS.join(", ")}` });
  }
  context.host.terminal.write("stdout", script);
  return 0;
}
