import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { compareFiles } from "../compare_files.ts";

export async function run(context: Context, options: Options<"params diff">): Promise<number> {
  const compared = { kind: "params", label: "Param", withChange: false, onlyDeps: options.deps } as const;
  return await compareFiles(context, options, compared);
}
