import { mergeDvcFile } from "../../hooks/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { readMergeRequest } from "../merge_request.ts";

export async function run(context: Context, options: Options<"git-hook merge-driver">): Promise<number> {
  await mergeDvcFile(context.host, readMergeRequest(context, options));
  return 0;
}
