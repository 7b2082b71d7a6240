import { dumpPyJson } from "../common/mod.ts";
import { readable, WORKSPACE_REV } from "../revisions/mod.ts";
import { diffFiles, diffJson, type Digits } from "../show/mod.ts";
import type { Context } from "./command.ts";
import { diffOptions, printDiffs } from "./diff_tables.ts";
import { openReading } from "./open_experiments.ts";
import { readSides } from "./read_sides.ts";

interface CompareOptions {
  readonly aRev: string | undefined;
  readonly bRev: string | undefined;
  readonly targets: readonly string[];
  readonly all: boolean;
  readonly json: boolean;
  readonly md: boolean;
  readonly wide: boolean;
  readonly path: boolean;
}

interface Compared {
  readonly kind: "params" | "metrics";
  readonly label: string;
  readonly onlyDeps?: boolean;
  readonly withChange: boolean;
  readonly digits?: Digits;
}

const WORDS = { params: "parameters", metrics: "metrics" } as const;

/** `params diff` and `metrics diff`: values of two commits, or of one and the workspace. */
export async function compareFiles(context: Context, options: CompareOptions, compared: Compared): Promise<number> {
  const { aRev: a = "HEAD", bRev: b = WORKSPACE_REV, targets, all } = options;
  const { kind } = compared;
  const [before, after] = await readSides(context, await openReading(context), [a, b], { ...compared, targets });
  const diffs = diffFiles(readable(before[kind]), readable(after[kind]), diffOptions(context, all));
  if (options.json) context.print(dumpPyJson(diffJson(diffs), { date: (date) => date.iso }));
  else {
    const look = {
      ...compared,
      names: [a, b],
      markdown: options.md,
      wide: options.wide,
      withPath: options.path,
    } as const;
    printDiffs(context, { what: WORDS[kind], names: [a, b], all }, [[diffs, look]]);
  }
  return 0;
}
