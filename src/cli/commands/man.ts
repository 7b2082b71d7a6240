import { readBuildInfo } from "../../common/mod.ts";
import { manualPage } from "../manual_page.ts";
import type { Context } from "../command.ts";
import { COMMANDS } from "../commands.ts";

export function run(context: Context): number {
  context.host.terminal.write("stdout", manualPage(COMMANDS, readBuildInfo().version));
  return 0;
}
