import { dumpPyJson } from "../../common/py_json.ts";
import { readable, readSide, WORKSPACE } from "../../experiments/rev_side.ts";
import { diffFiles, diffJson } from "../../show/mod.ts";
import { chosenFiles } from "../chosen_files.ts";
import type { Context, Options } from "../context.ts";
import { diffTable } from "../diff_tables.ts";
import { openExperiments } from "../open_experiments.ts";
import { noteUnreadable } from "./metrics_show.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const [a = "HEAD", b = WORKSPACE] = args;
  const sides = [await readSide(repo, git, a), await readSide(repo, git, b)].map((side) => readable(side.metrics));
  noteUnreadable(context, [a, b].filter((_, i) => sides[i]!.unreadable.length > 0));
  const chosen = chosenFiles(repo, options.list("targets"));
  const diffs = diffFiles(chosen(sides[0]!.data), chosen(sides[1]!.data), { all: options.flag("all") });
  if (options.flag("json")) {
    context.print(dumpPyJson(diffJson(diffs), { date: (date) => date.iso }));
    return 0;
  }
  const precision = options.int("precision");
  const table = diffTable(diffs, {
    label: "Metric",
    names: [a, b],
    markdown: options.flag("md"),
    withPath: options.choice("path") !== false,
    withChange: true,
    ...(precision === undefined ? {} : { precision }),
  });
  context.host.terminal.write("stdout", table);
  return 0;
}
