import { dumpPyJson, type ExpError, valueMap } from "../../common/mod.ts";
import { requireHead } from "../../entries/mod.ts";
import { unknownRev } from "../../records/mod.ts";
import { readable, sidesAt, WORKSPACE_REV } from "../../revisions/mod.ts";
import { diffFiles, diffJson } from "../../show/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { diffOptions, printDiffs, significantOf } from "../diff_tables.ts";
import { warnOf } from "../warn_of.ts";
import { withinCommand } from "../within_command.ts";
import { openExperiments } from "../open_experiments.ts";

export async function run(context: Context, options: Options<"diff">): Promise<number> {
  const { aRev: a = "HEAD", bRev: b = WORKSPACE_REV } = options;
  const { comparesUnfinished, comparesNothing } = context.rules;
  const onUnfetched = (error: ExpError) => warnOf(context, error);
  const sides = { onlyDeps: options.paramDeps, finishedOnly: !comparesUnfinished, onUnfetched };
  const read = async () => {
    const { repo, git } = await openExperiments(context);
    if (!comparesUnfinished && [options.aRev, options.bRev].includes(WORKSPACE_REV)) throw unknownRev(WORKSPACE_REV);
    if (comparesNothing && git.head().rev === undefined) return undefined;
    if (options.aRev === undefined) requireHead(git);
    const [before, after] = await sidesAt(repo, git, [a, b], sides);
    return before && after ? { before, after } : undefined;
  };
  const found = await withinCommand("diff", read);
  if (found === undefined) { // no commit yet: nothing to compare, to DVC
    if (options.json) context.print("{}");
    return 0;
  }
  const { before, after } = found;
  const compare = (kind: "metrics" | "params") =>
    diffFiles(readable(before[kind]), readable(after[kind]), diffOptions(context, options.all));
  const metrics = compare("metrics"), params = compare("params");
  if (options.json) {
    context.print(
      dumpPyJson(valueMap([["metrics", diffJson(metrics)], ["params", diffJson(params)]]), { date: (d) => d.iso }),
    );
    return 0;
  }
  const common = {
    names: [a, b] as const,
    markdown: options.md,
    wide: options.wide,
    withPath: options.path,
    withChange: true,
    noChange: "diff not supported",
  };
  printDiffs(context, { what: "metrics or parameters", names: [a, b], all: options.all }, [
    [metrics, { ...common, label: "Metric", digits: significantOf(options.precision) }],
    [params, { ...common, label: "Param" }],
  ]);
  return 0;
}
