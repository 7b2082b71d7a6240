import { ExpError } from "../../common/mod.ts";
import { completionScript, SHELLS } from "../completion_scripts.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";

export function run(context: Context, options: Options<"completion">): number {
  const script = completionScript(options.shell);
  if (script === undefined) {
    throw new ExpError("usage", `no completion for '${options.shell}'`, {
      hint: `it is there for ${SHELLS.join(", ")}`,
    });
  }
  context.host.terminal.write("stdout", script);
  return 0;
}
