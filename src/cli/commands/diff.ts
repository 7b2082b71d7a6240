import { dumpPyJson } from "../../common/py_json.ts";
import { valueMap } from "../../common/value.ts";
import { readable, readSide, WORKSPACE } from "../../experiments/rev_side.ts";
import { diffFiles, diffJson } from "../../show/mod.ts";
import type { Context, Options } from "../context.ts";
import { diffTable } from "../diff_tables.ts";
import { withDvcExitCode } from "../dvc_exit_code.ts";
import { openExperiments } from "../open_experiments.ts";

const METRIC_DIGITS = 5;

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const [a = "HEAD", b = WORKSPACE] = args;
  const sides = { onlyDeps: options.flag("paramDeps") };
  const [before, after] = await withDvcExitCode(
    1,
    async () => [await readSide(repo, git, a, sides), await readSide(repo, git, b, sides)] as const,
    "failed to show experiments diff - ",
  );
  const compare = (kind: "metrics" | "params") =>
    diffFiles(readable(before[kind]), readable(after[kind]), { all: options.flag("all") });
  const metrics = compare("metrics"), params = compare("params");
  if (options.flag("json")) {
    context.print(
      dumpPyJson(valueMap([["metrics", diffJson(metrics)], ["params", diffJson(params)]]), { date: (d) => d.iso }),
    );
    return 0;
  }
  const common = {
    names: [a, b] as const,
    markdown: options.flag("md"),
    withPath: options.choice("path") !== false,
    withChange: true,
    noChange: "diff not supported",
  };
  const tables = [
    diffTable(metrics, { ...common, label: "Metric", precision: options.int("precision") ?? METRIC_DIGITS }),
    diffTable(params, { ...common, label: "Param" }),
  ];
  context.host.terminal.write("stdout", tables.join("\n"));
  return 0;
}
