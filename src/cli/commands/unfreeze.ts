import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { freezeAll } from "../freeze_targets.ts";

export function run(context: Context, options: Options<"unfreeze">): Promise<number> {
  return freezeAll(context, options, false);
}
