import { mergeLockFile } from "../../hooks/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { readMergeRequest } from "../merge_request.ts";

export function run(context: Context, options: Options<"git-hook merge-lock">): number {
  mergeLockFile(context.host, readMergeRequest(context, options));
  return 0;
}
