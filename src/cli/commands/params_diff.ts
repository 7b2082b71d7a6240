import { dumpPyJson } from "../../common/mod.ts";
import { readable, WORKSPACE_REV } from "../../revisions/mod.ts";
import { diffFiles, diffJson } from "../../show/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { diffOptions, diffTable } from "../diff_tables.ts";
import { openReading } from "../open_experiments.ts";
import { readSides } from "../read_sides.ts";

export async function run(context: Context, options: Options<"params diff">): Promise<number> {
  const place = await openReading(context);
  const { aRev: a = "HEAD", bRev: b = WORKSPACE_REV } = options;
  const [before, after] = await readSides(context, place, [a, b], {
    kind: "params",
    targets: options.targets,
    onlyDeps: options.deps,
  });
  const diffs = diffFiles(readable(before.params), readable(after.params), diffOptions(context, options.all));
  if (options.json) {
    context.print(dumpPyJson(diffJson(diffs), { date: (date) => date.iso }));
    return 0;
  }
  const table = diffTable(diffs, {
    label: "Param",
    names: [a, b],
    markdown: options.md,
    withPath: options.path,
    withChange: false,
  });
  context.host.terminal.write("stdout", table);
  return 0;
}
