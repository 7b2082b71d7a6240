import { completionScript, SHELLS } from "../completion_scripts.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";

export function run(context: Context, options: Options<"completion">): number {
  const script = completionScript(options.shell);
  if (script === undefined) throw fault("usage/no-shell", { shell: options.shell, shells: SHELLS });
  context.host.terminal.write("stdout", script);
  return 0;
}
