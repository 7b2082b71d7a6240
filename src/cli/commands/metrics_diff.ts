import { dumpPyJson } from "../../common/mod.ts";
import { readable, WORKSPACE_REV } from "../../revisions/mod.ts";
import { diffFiles, diffJson } from "../../show/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { decimalsOf, diffOptions, diffTable } from "../diff_tables.ts";
import { openReading } from "../open_experiments.ts";
import { readSides } from "../read_sides.ts";

export async function run(context: Context, options: Options<"metrics diff">): Promise<number> {
  const place = await openReading(context);
  const { aRev: a = "HEAD", bRev: b = WORKSPACE_REV } = options;
  const [before, after] = await readSides(context, place, [a, b], {
    kind: "metrics",
    targets: options.targets,
  });
  const diffs = diffFiles(readable(before.metrics), readable(after.metrics), diffOptions(context, options.all));
  if (options.json) {
    context.print(dumpPyJson(diffJson(diffs), { date: (date) => date.iso }));
    return 0;
  }
  const table = diffTable(diffs, {
    label: "Metric",
    names: [a, b],
    markdown: options.md,
    withPath: options.path,
    withChange: true,
    digits: decimalsOf(options.precision),
  });
  context.host.terminal.write("stdout", table);
  return 0;
}
