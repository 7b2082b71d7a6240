import { dumpPyJson } from "../../common/mod.ts";
import { readable, WORKSPACE_REV } from "../../revisions/mod.ts";
import { diffFiles, diffJson } from "../../show/mod.ts";
import type { Context, Options } from "../context.ts";
import { decimalsOf, diffOptions, diffTable } from "../diff_tables.ts";
import { openReading } from "../open_experiments.ts";
import { readSides } from "../read_sides.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const place = await openReading(context);
  const [a = "HEAD", b = WORKSPACE_REV] = args;
  const [before, after] = await readSides(context, place, [a, b], {
    kind: "metrics",
    targets: options.list("targets"),
  });
  const diffs = diffFiles(readable(before.metrics), readable(after.metrics), diffOptions(context, options));
  if (options.flag("json")) {
    context.print(dumpPyJson(diffJson(diffs), { date: (date) => date.iso }));
    return 0;
  }
  const table = diffTable(diffs, {
    label: "Metric",
    names: [a, b],
    markdown: options.flag("md"),
    withPath: options.choice("path") !== false,
    withChange: true,
    digits: decimalsOf(options),
  });
  context.host.terminal.write("stdout", table);
  return 0;
}
