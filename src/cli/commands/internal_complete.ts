import type { Context } from "../command.ts";
import { COMMANDS, type Options } from "../commands.ts";
import { complete } from "../completion.ts";

const OFFER_FILES = 1;

/**
 * One candidate a line: `word:about` as zsh wants it, `word TAB about` for fish, the bare word for others. Exit code 1
 * leaves it to the shell to offer files.
 */
export async function run(context: Context, options: Options<"internal complete">): Promise<number> {
  const candidates = await complete(context, COMMANDS, options.words);
  if (candidates === undefined) return OFFER_FILES;
  for (const { word, about } of candidates) {
    if (options.plain) context.print(word);
    else if (options.tabs) context.print(`${word}\t${about}`);
    else context.print(`${word.replaceAll(":", "\\:")}:${about}`);
  }
  return 0;
}
