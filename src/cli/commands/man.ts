import { readBuildInfo } from "../../common/mod.ts";
import type { Context } from "../context.ts";
import { manualPage } from "../manual_page.ts";

export function run(context: Context): number {
  context.host.terminal.write("stdout", manualPage(context.commands, readBuildInfo().version));
  return 0;
}
