import { complete } from "../completion.ts";
import type { Context, Options } from "../context.ts";

const OFFER_FILES = 1;

/**
 * One candidate a line: `word:about` as zsh wants it, `word TAB about` for fish, the bare word for others. Exit code 1
 * leaves it to the shell to offer files.
 */
export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const candidates = await complete(context, context.commands, args);
  if (candidates === undefined) return OFFER_FILES;
  for (const { word, about } of candidates) {
    if (options.flag("plain")) context.print(word);
    else if (options.flag("tabs")) context.print(`${word}\t${about}`);
    else context.print(`${word.replaceAll(":", "\\:")}:${about}`);
  }
  return 0;
}
