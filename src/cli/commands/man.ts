import { readBuildInfo } from "../../common/build_info.ts";
import { COMMANDS } from "../commands.ts";
import type { Context } from "../context.ts";
import { manualPage } from "../man.ts";

export function run(context: Context): number {
  context.host.terminal.write("stdout", manualPage(COMMANDS, readBuildInfo().version));
  return 0;
}
