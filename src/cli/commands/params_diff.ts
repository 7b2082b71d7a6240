import { dumpPyJson } from "../../common/mod.ts";
import { readable, WORKSPACE_REV } from "../../revisions/mod.ts";
import { diffFiles, diffJson } from "../../show/mod.ts";
import type { Context, Options } from "../context.ts";
import { diffOptions, diffTable } from "../diff_tables.ts";
import { openReading } from "../open_experiments.ts";
import { readSides } from "../read_sides.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const place = await openReading(context);
  const [a = "HEAD", b = WORKSPACE_REV] = args;
  const [before, after] = await readSides(context, place, [a, b], {
    kind: "params",
    targets: options.list("targets"),
    onlyDeps: options.flag("deps"),
  });
  const diffs = diffFiles(readable(before.params), readable(after.params), diffOptions(context, options));
  if (options.flag("json")) {
    context.print(dumpPyJson(diffJson(diffs), { date: (date) => date.iso }));
    return 0;
  }
  const table = diffTable(diffs, {
    label: "Param",
    names: [a, b],
    markdown: options.flag("md"),
    withPath: options.choice("path") !== false,
    withChange: false,
  });
  context.host.terminal.write("stdout", table);
  return 0;
}
