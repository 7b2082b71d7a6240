import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { compareFiles } from "../compare_files.ts";
import { decimalsOf } from "../diff_tables.ts";

export async function run(context: Context, options: Options<"metrics diff">): Promise<number> {
  const digits = decimalsOf(options.precision);
  return await compareFiles(context, options, { kind: "metrics", label: "Metric", withChange: true, digits });
}
