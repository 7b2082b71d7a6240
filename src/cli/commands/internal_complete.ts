import { COMMANDS } from "../commands.ts";
import { complete } from "../completion.ts";
import type { Context, Options } from "../context.ts";

/** One candidate a line: `word:about` as zsh wants it, `word TAB about` for fish, the bare word for others. */
export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  for (const { word, about } of await complete(context, COMMANDS, args)) {
    if (options.flag("plain")) context.print(word);
    else if (options.flag("tabs")) context.print(`${word}\t${about}`);
    else context.print(`${word.replaceAll(":", "\\:")}:${about}`);
  }
  return 0;
}
