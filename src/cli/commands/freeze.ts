import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { freezeAll } from "../freeze_targets.ts";

export function run(context: Context, options: Options<"freeze">): Promise<number> {
  return freezeAll(context, options, true);
}
