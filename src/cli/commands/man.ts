import { readBuildInfo } from "../../common/mod.ts";
import { manualPage } from "../manual_page.ts";
import type { Context } from "../command.ts";
import { COMMANDS, type Options } from "../commands.ts";
import { fault } from "../fault.ts";
import { commandsBelow, namesOf } from "../tree.ts";

export function run(context: Context, { command: words }: Options<"man">): number {
  const name = words.join(" ");
  const exact = commandsBelow(COMMANDS, "exp", []).filter((spec) => namesOf(spec, "exp").includes(name));
  const chosen = [...new Set([...exact, ...commandsBelow(COMMANDS, "exp", words)])];
  if (chosen.length === 0) throw fault("usage/no-page-of", { name });
  context.host.terminal.write("stdout", manualPage(chosen, readBuildInfo().version, words));
  return 0;
}
